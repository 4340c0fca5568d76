using GradGuard.Deep;
using GradGuard.Reports;
using GradGuard.Signal;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Runtime.Tests.Deep;

public class InitialFlowTests
{
    [Fact]
    public void A_deep_sigmoid_stack_vanishes_and_says_so()
    {
        manual_seed(1);
        using var model = Stack(12, () => Sigmoid());

        var flow = InitialFlow.Measure(model, randn(32, 16));

        Assert.Equal(Symptom.VanishingGradient, flow.Symptom);
        Assert.InRange(flow.Ratio!.Value, 0, 1e-6);
        Assert.Contains("vanishing: the first layer's gradient is", flow.ToString());
        Assert.Contains("docs/symptoms/vanishing-gradient.md", flow.ToString());
    }

    [Fact]
    public void A_shallow_one_is_healthy()
    {
        using var model = Stack(2, () => Tanh());

        Assert.Null(InitialFlow.Measure(model, randn(32, 16)).Symptom);
    }

    [Fact]
    public void Overlarge_weights_explode()
    {
        manual_seed(1);
        using var model = Stack(8, () => ReLU());
        using (no_grad())
            foreach (var (name, parameter) in model.named_parameters())
                parameter.mul_(name.EndsWith("bias", StringComparison.Ordinal) ? 0f : name == "fc0.weight" ? 1e-6f : 10f);

        Assert.Equal(Symptom.ExplodingGradient, InitialFlow.Measure(model, randn(32, 16)).Symptom);
    }

    [Fact]
    public void The_Jacobian_of_a_linear_network_is_the_product_of_its_later_weights()
    {
        using var model = Sequential(("a", Linear(5, 6)), ("b", Linear(6, 7)), ("c", Linear(7, 3)));
        model.to(ScalarType.Float64);

        var flow = InitialFlow.Measure(model, randn(500, 5, ScalarType.Float64));

        using var product = Weight(model, "c").matmul(Weight(model, "b"));
        Assert.Equal(product.norm().ToDouble(), flow.Layers[0].JacobianNorm!.Value, 0.05 * product.norm().ToDouble());
        Assert.Equal(Weight(model, "c").norm().ToDouble(), flow.Layers[1].JacobianNorm!.Value, 0.05 * Weight(model, "c").norm().ToDouble());
        Assert.Equal(Math.Sqrt(3), flow.Layers[2].JacobianNorm!.Value, 0.05);
        Assert.Equal(flow.Layers[0].JacobianNorm / flow.Layers[2].JacobianNorm, flow.JacobianRatio);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 8)]
    [InlineData(40, 7)]
    public void The_spectral_norm_is_the_largest_singular_value(long rows, long columns)
    {
        using var weight = randn(rows, columns, ScalarType.Float64);
        using var values = linalg.svdvals(weight);

        Assert.Equal(values[0].ToDouble(), SpectralNorm.Of(weight), 1e-3 * values[0].ToDouble());
    }

    [Fact]
    public void The_spectral_norm_of_a_kernel_is_that_of_its_matrix_and_of_nothing_is_zero()
    {
        using var kernel = randn(4, 3, 3, 3);
        using var values = linalg.svdvals(kernel.flatten(1));

        Assert.Equal(values[0].ToDouble(), SpectralNorm.Of(kernel), 1e-3);
        Assert.Equal(0, SpectralNorm.Of(zeros(3, 3)));
        Assert.Equal(0, SpectralNorm.Of(zeros(0, 3)));
    }

    [Fact]
    public void With_a_loss_the_gradient_is_the_losss()
    {
        using var model = new TwoLayers();
        using var input = randn(16, 4);

        var flow = InitialFlow.Measure(model, input, output => output.square().mean());

        using var loss = model.call(input).square().mean();
        loss.backward();
        Assert.Equal(model.get_parameter("fc1.weight")!.grad!.norm().ToDouble(), flow.Layers[0].GradientNorm!.Value, 1e-6);
        Assert.Equal(flow.Layers[0].GradientNorm / flow.Layers[1].GradientNorm, flow.Ratio);
    }

    [Fact]
    public void Layers_stand_in_order_of_execution()
    {
        using var model = new HeadFirst(throughCall: true);

        Assert.Equal(["body", "head"], InitialFlow.Measure(model, randn(8, 4)).Layers.Select(layer => layer.Path));
    }

    [Fact]
    public void A_model_of_several_inputs_is_measured_by_a_call_of_its_own()
    {
        using var model = LSTM(3, 5, batchFirst: true);

        var flow = InitialFlow.Measure(model, () => model.call(randn(4, 6, 3)).Item1.select(1, 5));

        Assert.True(Assert.Single(flow.Layers).GradientNorm > 0);
        Assert.Null(flow.Ratio);
    }

    [Fact]
    public void Nothing_of_the_model_changes()
    {
        using var model = Sequential(("fc", Linear(4, 8)), ("norm", BatchNorm1d(8)), ("drop", Dropout(0.5)), ("head", Linear(8, 2)));
        using var input = randn(16, 4);
        var before = model.named_buffers().Select(buffer => buffer.buffer.to_type(ScalarType.Float64).data<double>().ToArray()).ToList();
        manual_seed(9);
        using var expected = rand(3);
        manual_seed(9);

        InitialFlow.Measure(model, input);

        using var actual = rand(3);
        Assert.Equal(before, model.named_buffers().Select(buffer => buffer.buffer.to_type(ScalarType.Float64).data<double>().ToArray()));
        Assert.True(actual.Equals(expected));
        Assert.All(model.parameters(), parameter => Assert.Null(parameter.grad));
    }

    [Fact]
    public void Leaves_no_tensor_behind()
    {
        using var model = new TwoLayers();
        using var input = randn(16, 4);
        InitialFlow.Measure(model, input);
        var before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

        InitialFlow.Measure(model, input);

        Assert.Equal(before, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_layer_that_nothing_reaches_is_named()
    {
        using var model = new WithUnusedLayer();

        var flow = InitialFlow.Measure(model, randn(4, 4));

        Assert.Equal(Symptom.MissingGradient, flow.Symptom);
        Assert.Contains("no gradient reaches unused", flow.ToString());
    }

    [Fact]
    public void A_prediction_is_held_against_the_measurement()
    {
        using var model = new TwoLayers();
        var flow = InitialFlow.Measure(model, randn(64, 4));
        var prediction = new Prediction("TwoLayers", -0.2, [new LayerPrediction("fc1", "Linear", -0.2), new LayerPrediction("fc2", "Linear", 0)]);

        var comparison = flow.CompareWith(prediction);

        Assert.Equal(Math.Log10(flow.Ratio!.Value), comparison.Layers[0].Measured!.Value, 1e-9);
        Assert.Equal(-0.2, comparison.Layers[0].Predicted);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(12)]
    public void Agrees_with_what_the_theory_predicts_of_the_same_stack(int depth)
    {
        var nodes = new List<LayerNode> { new InputNode("x") };
        for (var i = 0; i <= depth; i++)
        {
            nodes.Add(new LinearNode(i == depth ? "head" : $"fc{i}", [nodes.Count - 1], Signal.Size.Of(16), Signal.Size.Of(i == depth ? 1 : 16), WeightInitializer.TorchSharpDefault, BiasInitializer.TorchSharpDefault));
            if (i < depth)
                nodes.Add(new ActivationNode($"act{i}", [nodes.Count - 1], ActivationFunction.Tanh));
        }

        var predicted = SignalPropagation.Predict(new LayerGraph([.. nodes], nodes.Count - 1), null, TestContext.Current.CancellationToken).UsualLog10Ratio;

        var measured = Enumerable.Range(1, 9).Select(seed =>
        {
            manual_seed(seed);
            using var model = Stack(depth, () => Tanh());
            return Math.Log10(InitialFlow.Measure(model, randn(64, 16)).Ratio!.Value);
        }).Order().ElementAt(4);

        Assert.Equal(predicted, measured, 0.3);
    }

    [Fact]
    public void A_model_without_parameters_or_without_a_path_to_them_is_a_mistake()
    {
        using var unregistered = new Unregistered();
        using var model = new TwoLayers();

        Assert.Contains("RegisterComponents()", Assert.Throws<InvalidOperationException>(() => InitialFlow.Measure(unregistered, randn(2, 4))).Message);
        Assert.Contains("GG0602", Assert.Throws<InvalidOperationException>(() => InitialFlow.Measure(model, () => model.call(randn(2, 4)).detach())).Message);
    }

    private static Tensor Weight(Module model, string layer) => model.get_parameter(layer + ".weight")!.detach();

    private static TorchSharp.Modules.Sequential Stack(int depth, Func<Module<Tensor, Tensor>> activation) => Sequential(
        [.. Enumerable.Range(0, depth).SelectMany(i => new[] { ($"fc{i}", (Module<Tensor, Tensor>)Linear(16, 16)), ($"act{i}", activation()) }), ("head", Linear(16, 1))]);
}
