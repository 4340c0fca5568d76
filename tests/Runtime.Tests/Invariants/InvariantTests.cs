using GradGuard.Runtime.Tests.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Runtime.Tests.Invariants;

/// <summary>What any correct loop keeps to, broken in real training.</summary>
public class InvariantTests
{
    [Fact]
    public void A_loop_without_zero_grad_is_found()
    {
        var findings = Train(TrainingRun.Mlp(3, 32, () => ReLU()), zeroes: false);

        Assert.Contains(findings, finding => finding is { Symptom: Symptom.GradientNotZeroed, Step: <= 50 });
    }

    [Fact]
    public void Constant_weights_are_found_by_their_identical_units()
    {
        var model = TrainingRun.Mlp(2, 16, Tanh);
        foreach (var parameter in model.parameters())
            init.constant_(parameter, 0.05);

        var finding = Assert.Single(Train(model), finding => finding.Severity >= Severity.Warning);
        Assert.Equal((Symptom.IdenticalUnits, "fc0"), (finding.Symptom, finding.Layer));
        Assert.Equal(["fc0", "fc1"], finding.Layers);
    }

    [Fact]
    public void A_head_that_started_constant_is_none()
    {
        var model = TrainingRun.Mlp(2, 16, Tanh);
        init.constant_(model.get_parameter("head.weight")!, 0);
        init.constant_(model.get_parameter("fc1.weight")!, 0.05);

        Assert.DoesNotContain(Train(model), finding => finding.Symptom == Symptom.IdenticalUnits);
    }

    [Fact]
    public void Layers_in_a_list_are_found_by_their_field()
    {
        var finding = Assert.Single(Train(new LayersInList()), finding => finding.Severity >= Severity.Warning);

        Assert.Equal(Symptom.UnregisteredModule, finding.Symptom);
        Assert.Equal(["_hidden[0]", "_hidden[1]"], finding.Layers);
        Assert.Equal("GG0601", finding.Remedies[0].RuleId);
    }

    [Fact]
    public void A_tensor_that_wants_a_gradient_and_is_no_Parameter_is_found_by_its_field()
    {
        var finding = Assert.Single(Train(new WeightInTensor()), finding => finding.Severity >= Severity.Warning);

        Assert.Equal((Symptom.UnregisteredModule, "_weight"), (finding.Symptom, finding.Layer));
    }

    [Fact]
    public void A_list_that_another_optimizer_trains_is_none()
    {
        var model = new LayersInList();

        Assert.DoesNotContain(Train(model, besides: model.Hidden), finding => finding.Symptom == Symptom.UnregisteredModule);
    }

    [Fact]
    public void A_model_with_dropout_left_in_eval_mode_is_found()
    {
        var model = Sequential(("fc0", Linear(2, 16)), ("act0", ReLU()), ("drop", Dropout(0.2)), ("head", Linear(16, 2)));
        model.eval();

        Assert.Contains(Train(model), finding => finding.Symptom == Symptom.EvaluationMode);
    }

    [Fact]
    public void Evaluation_mode_means_nothing_to_a_model_without_dropout_and_normalization()
    {
        var model = TrainingRun.Mlp(2, 16, Tanh);
        model.eval();

        TrainingRun.AssertHealthy(Train(model));
    }

    private static IReadOnlyList<Finding> Train(Module<Tensor, Tensor> model, bool zeroes = true, IEnumerable<Parameter>? besides = null)
    {
        manual_seed(1);
        using var disposed = model;
        using var optimizer = optim.Adam(model.parameters(), 3e-3);
        using var other = besides is null ? null : optim.SGD(besides, 0.1);
        using var guard = Quiet.Watch(model);
        for (var step = 1; step <= 50; step++)
        {
            using var scope = NewDisposeScope();
            var (inputs, targets) = TrainingRun.Rings();
            if (zeroes)
                optimizer.zero_grad();

            other?.zero_grad();
            var loss = functional.cross_entropy(model.call(inputs), targets);
            loss.backward();
            optimizer.step();
            other?.step();
            guard.Step(loss);
        }

        Assert.Equal(0, guard.InternalErrorCount);
        return guard.Findings;
    }

    private sealed class WeightInTensor : Module<Tensor, Tensor>
    {
        private readonly Tensor _weight = randn(16, 2).requires_grad_();
        private readonly Linear _head = Linear(16, 2);

        public WeightInTensor()
            : base(nameof(WeightInTensor)) => RegisterComponents();

        public override Tensor forward(Tensor input) => _head.call(input.matmul(_weight.t()).relu());
    }

    private sealed class LayersInList : Module<Tensor, Tensor>
    {
        private readonly List<Linear> _hidden = [Linear(2, 16), Linear(16, 16)];
        private readonly Linear _head = Linear(16, 2);

        public LayersInList()
            : base(nameof(LayersInList)) => RegisterComponents();

        public IEnumerable<Parameter> Hidden => _hidden.SelectMany(layer => layer.parameters()).ToList();

        public override Tensor forward(Tensor input) => _head.call(_hidden.Aggregate(input, (x, layer) => layer.call(x).relu()));
    }
}
