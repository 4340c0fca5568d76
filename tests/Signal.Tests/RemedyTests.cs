namespace GradGuard.Signal.Tests;

public class RemedyTests
{
    private static readonly LayerGraph SigmoidStack = ModelSketch.Stack(10, 128, ActivationFunction.Sigmoid);

    [Fact]
    public void Relu_with_kaiming_heals_a_sigmoid_stack_and_relu_alone_does_not()
    {
        WhatIf[] tried =
        [
            .. WhatIf.Try(ModelSketch.Stack(20, 128, ActivationFunction.Sigmoid),
            [
                Remedy.ReplaceActivations(ActivationFunction.ReLU),
                Remedy.ReplaceActivations(ActivationFunction.ReLU, WeightInitializer.KaimingNormal(InitializerGain.ReLU)),
            ]),
        ];

        Assert.Equal("Use ReLU with kaiming_normal_(1.4142)", tried[0].Remedy.Title);
        Assert.Equal([true, false], tried.Select(trial => trial.Heals));
    }

    [Fact]
    public void Batch_normalization_heals_a_sigmoid_stack_and_layer_normalization_does_not()
    {
        Assert.True(Tried(Remedy.NormalizeBefore(NormalizationKind.Batch)).Heals);
        Assert.False(Tried(Remedy.NormalizeBefore(NormalizationKind.Layer)).Heals);

        static WhatIf Tried(Remedy remedy) => Assert.Single(WhatIf.Try(SigmoidStack, [remedy]));
    }

    [Fact]
    public void A_signal_that_fades_is_healed_by_what_keeps_it_though_its_ratio_is_fine_before()
    {
        WeightInitializer tiny = WeightInitializer.Normal(0.005);
        LayerGraph fading = ModelSketch.Stack(10, 128, ActivationFunction.ReLU, weight: tiny, hasBias: false);
        FlowPrediction prediction = SignalPropagation.Predict(fading);

        // Each layer leaves 128 · 0.005² / 2 of the mean square: 10^-2.8; the first, of 32 features, a quarter of that.
        Assert.Equal((10 * Math.Log10(128 * 0.005 * 0.005 / 2)) - Math.Log10(4), prediction.UsualLog10LastInput, 0.1);
        Assert.InRange(prediction.UsualLog10Ratio, -1, 1);
        Assert.False(Tried(Remedy.ReplaceActivations(ActivationFunction.GELU)).Heals);
        Assert.True(Tried(Remedy.Initialise(WeightInitializer.KaimingNormal(InitializerGain.ReLU))).Heals);

        WhatIf Tried(Remedy remedy) => Assert.Single(WhatIf.Try(fading, [remedy]));
    }

    [Fact]
    public void What_heals_comes_first_and_nearest_to_one_before_the_rest()
    {
        IReadOnlyList<WhatIf> tried = WhatIf.Try(SigmoidStack, Remedy.Candidates(SigmoidStack));

        Assert.True(tried.Count > 4);
        Assert.True(tried[0].Heals);
        Assert.Equal(tried.OrderByDescending(trial => trial.Heals).ThenBy(trial => Math.Abs(trial.Prediction.UsualLog10Ratio)), tried);
    }

    [Fact]
    public void An_output_and_a_gate_keep_their_sigmoid()
    {
        var model = new ModelSketch(32);
        int hidden = model.Linear(32);
        int activation = model.Activation(ActivationFunction.Sigmoid);
        model.Linear(32, from: hidden);
        int gate = model.Activation(ActivationFunction.Sigmoid);
        model.Add(path => new MultiplyNode(path, [activation, gate]));
        model.Linear(1);
        int output = model.Activation(ActivationFunction.Sigmoid);

        LayerGraph changed = Remedy.ReplaceActivations(ActivationFunction.ReLU).ApplyTo(model.Graph);

        Assert.Equal(ActivationFunction.Sigmoid, ((ActivationNode)changed.Nodes[gate]).Function);
        Assert.Equal(ActivationFunction.Sigmoid, ((ActivationNode)changed.Nodes[output]).Function);
    }

    [Fact]
    public void A_normalization_stands_between_the_layer_and_its_activation_and_everything_else_stays()
    {
        LayerGraph changed = Remedy.NormalizeBefore(NormalizationKind.Batch).ApplyTo(SigmoidStack);

        Assert.Equal(SigmoidStack.Nodes.Count + 10, changed.Nodes.Count);
        Assert.Equal(changed.Nodes.Count - 1, changed.Output);
        Assert.All(changed.Nodes.OfType<ActivationNode>(), activation => Assert.IsType<NormalizationNode>(changed.Nodes[activation.Inputs[0]]));
    }

    [Fact]
    public void The_last_layer_keeps_its_initialisation()
    {
        LayerGraph changed = Remedy.Initialise(WeightInitializer.LeCun).ApplyTo(SigmoidStack);

        Assert.Equal(WeightInitializer.TorchSharpDefault, changed.Nodes.OfType<LinearNode>().Last().Weight);
        Assert.Equal(10, changed.Nodes.OfType<LinearNode>().Count(layer => layer.Weight == WeightInitializer.LeCun));
    }

    [Fact]
    public void Scaled_and_zeroed_branches_heal_a_residual_network_that_explodes()
    {
        LayerGraph exploding = ModelSketch.Residual(24, 128, HeBlock);
        Assert.True(SignalPropagation.Predict(exploding).Log10ForwardGrowth.IsAbove(Math.Log10(Limits.ForwardGrowth)));

        WhatIf[] tried = [.. WhatIf.Try(exploding, [Remedy.ScaleBranches(), Remedy.ZeroBranchEnds()])];

        Assert.All(tried, trial => Assert.True(trial.Heals, $"{trial.Remedy.Title}: {trial.Prediction.Log10Ratio}, {trial.Prediction.Log10ForwardGrowth}"));
    }

    [Fact]
    public void Scaling_touches_the_branch_and_never_the_skip()
    {
        LayerGraph changed = Remedy.ScaleBranches(0.5).ApplyTo(ModelSketch.Residual(3, 32, HeBlock));

        Assert.Equal(3, changed.Nodes.OfType<ScaleNode>().Count());
        Assert.All(changed.Nodes.OfType<AddNode>(), sum =>
        {
            Assert.IsNotType<ScaleNode>(changed.Nodes[sum.Inputs[0]]);
            Assert.IsType<ScaleNode>(changed.Nodes[sum.Inputs[1]]);
        });
    }

    [Fact]
    public void A_remedy_reaches_into_a_repeated_block()
    {
        var block = new LayerGraph(
            [
                new InputNode("x"),
                new LinearNode("fc", [0], Size.Of(64), Size.Of(64), WeightInitializer.TorchSharpDefault, BiasInitializer.TorchSharpDefault),
                new ActivationNode("act", [1], ActivationFunction.Sigmoid),
            ],
            2);
        var model = new ModelSketch(64);
        model.Linear(64);
        model.Add(path => new RepeatNode(path, [model.Last], block, Size.Named("depth")));
        model.Linear(10);

        LayerGraph changed = Remedy.ReplaceActivations(ActivationFunction.ReLU, WeightInitializer.LeCun).ApplyTo(model.Graph);

        LayerGraph changedBlock = changed.Nodes.OfType<RepeatNode>().Single().Block;
        Assert.Equal(ActivationFunction.ReLU, ((ActivationNode)changedBlock.Nodes[2]).Function);
        Assert.Equal(WeightInitializer.LeCun, ((LinearNode)changedBlock.Nodes[1]).Weight);
    }

    [Fact]
    public void Candidates_leave_out_what_would_change_nothing()
    {
        string[] titles = [.. Remedy.Candidates(ModelSketch.Stack(4, 32, ActivationFunction.ReLU)).Select(remedy => remedy.Title)];

        Assert.DoesNotContain("Use ReLU with Kaiming initialisation", titles);
        Assert.DoesNotContain(titles, title => title.Contains("branch", StringComparison.Ordinal));
        Assert.Contains("Initialise with Kaiming for ReLU", titles);
    }

    private static void HeBlock(ModelSketch model, int start)
    {
        model.Linear(128, WeightInitializer.KaimingNormal(InitializerGain.ReLU));
        model.Activation(ActivationFunction.ReLU);
        model.Linear(128, WeightInitializer.KaimingNormal(InitializerGain.ReLU));
        model.Plus(start);
    }

    [Fact]
    public void A_cancelled_trial_stops()
    {
        var cancelled = new CancellationToken(canceled: true);

        Assert.Throws<OperationCanceledException>(() => Remedy.Candidates(SigmoidStack, cancelled));
        Assert.Throws<OperationCanceledException>(() => WhatIf.Try(SigmoidStack, [Remedy.NormalizeBefore(NormalizationKind.Batch)], cancellation: cancelled));
    }
}
