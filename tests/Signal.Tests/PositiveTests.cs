namespace GradGuard.Signal.Tests;

public class PositiveTests
{
    private static readonly ActivationFunction Root = ActivationFunction.Custom("Sqrt", Math.Sqrt, z => 0.5 / Math.Sqrt(z), double.PositiveInfinity);

    [Fact]
    public void The_root_of_a_sum_of_squares_is_the_length() =>
        Assert.Equal(Math.Log10(64), Length().Signals[4].Middle, 0.05);

    [Fact]
    public void A_length_passes_one_over_the_root_of_its_width_to_each_element()
    {
        // |dW of before|² = 64 · 16 · E[δ²] / 64 for δ of the length, and the head's is E[δ²] of its one output times the length's square.
        FlowPrediction prediction = Length();
        Assert.Equal(0.5 * Math.Log10(16.0 / 64), prediction.Layers[0].Log10Norm.Middle, 0.1);
    }

    private static FlowPrediction Length() => SignalPropagation.Predict(new(
        [
            new InputNode("x"),
            new LinearNode("before", [0], Size.Of(16), Size.Of(64), WeightInitializer.Normal(0.25), null),
            new ActivationNode("square", [1], ActivationFunction.Square),
            new SumNode("sum", [2], OverFeatures: true),
            new PositiveNode("root", [3], Root),
            new LinearNode("head", [4], Size.Of(1), Size.Of(1), WeightInitializer.Normal(1), null),
        ],
        5));
}
