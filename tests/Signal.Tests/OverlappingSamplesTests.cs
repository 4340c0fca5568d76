namespace GradGuard.Signal.Tests;

/// <summary>Two samples of few features overlap by chance, and both the signals and the gradients of the pair follow that overlap.</summary>
public class OverlappingSamplesTests
{
    // Measured with TorchSharp: ReLU between linear layers of default initialisation, squared error against N(0, 1). Each figure is a mean
    // over at least 100 draws, whose standard error is at most 0.03: with a single output, all samples pull along one direction, and two
    // draws differ by 0.3.
    [Theory]
    [InlineData(new[] { 6, 32, 32, 2 }, 4096, -0.78)]
    [InlineData(new[] { 6, 32, 32, 32 }, 4096, -0.67)]
    [InlineData(new[] { 32, 64, 64, 64, 10 }, 4096, -0.85)]
    [InlineData(new[] { 13, 50, 50, 50, 50, 1 }, 64, -0.63)]
    [InlineData(new[] { 13, 50, 50, 50, 50, 1 }, 128, -0.68)]
    [InlineData(new[] { 13, 50, 50, 50, 50, 1 }, 4096, -1.18)]
    [InlineData(new[] { 13, 50, 50, 50, 50, 10 }, 4096, -1.32)]
    [InlineData(new[] { 13, 50, 1 }, 4096, -0.59)]
    [InlineData(new[] { 40, 32, 24, 8, 24, 32, 40 }, 256, -1.24)]
    [InlineData(new[] { 120, 64, 8, 64, 120 }, 256, -0.51)]
    public void Their_common_gradient_does_not_average_out_over_a_large_batch(int[] widths, int batch, double measured)
    {
        FlowPrediction prediction = SignalPropagation.Predict(Chain(widths), new(batch, LossKind.SquaredError));

        Assert.Equal(measured, prediction.UsualLog10Ratio, 0.1);
    }

    // Median of 401 draws in PyTorch: a and b of 16 features and 32 units, four classes, batches of 64.
    [Fact]
    public void The_product_of_two_vectors_is_one_number_whose_layer_pulls_along_it()
    {
        Size width = Size.Of(32);
        LayerNode Layer(string path) => new LinearNode(path, [0], Size.Of(16), width, WeightInitializer.TorchSharpDefault, BiasInitializer.TorchSharpDefault);
        var graph = new LayerGraph(
            [
                new InputNode("x"), Layer("a"), Layer("b"), new MultiplyNode("product", [1, 2]), new SumNode("sum", [3], OverFeatures: true),
                new LinearNode("head", [4], Size.Of(1), Size.Of(4), WeightInitializer.TorchSharpDefault, BiasInitializer.TorchSharpDefault),
            ],
            5);

        Assert.Equal(0.24, SignalPropagation.Predict(graph, new(64, LossKind.CrossEntropy)).UsualLog10Ratio, 0.1);
    }

    private static LayerGraph Chain(int[] widths)
    {
        var model = new ModelSketch(widths[0]);
        for (int i = 1; i < widths.Length - 1; i++)
        {
            model.Linear(widths[i]);
            model.Activation(ActivationFunction.ReLU);
        }

        model.Linear(widths[^1]);
        return model.Graph;
    }
}
