namespace GradGuard.Signal.Tests;

public class LogSumExpTests
{
    // E[lse²] of so many N(0.3, v), from two hundred thousand draws.
    [Theory]
    [InlineData(5, 1.0, 5.42)]
    [InlineData(5, 4.0, 11.03)]
    [InlineData(16, 0.5, 10.94)]
    public void Its_mean_square_is_that_of_Gaussian_features(long features, double variance, double expected) =>
        Assert.Equal(Math.Log10(expected), Predict(features, variance).Signals[2].Middle, 0.02);

    [Fact]
    public void Its_gradient_is_shared_by_the_features_as_their_softmax_has_it()
    {
        // Even at small logits: a fourth of the mean square where there are four times as many.
        Assert.Equal(Math.Log10(4) / 2, Gradient(32) - Gradient(128), 0.05);

        // The head's gradient grows with what it takes.
        static double Gradient(long features) => Predict(features, 1e-4) is var prediction ? prediction.Layers[0].UsualLog10Norm + (prediction.Signals[2].Middle / 2) : 0;
    }

    private static FlowPrediction Predict(long features, double variance) => SignalPropagation.Predict(new(
        [
            new InputNode("x", 1, Size.Of(1)),
            new LinearNode("logits", [0], Size.Of(64), Size.Of(features), WeightInitializer.Normal(Math.Sqrt(variance / 64)), BiasInitializer.Constant(0.3)),
            new LogSumExpNode("lse", [1]),
            new LinearNode("head", [2], Size.Of(1), Size.Of(1), WeightInitializer.TorchSharpDefault, null),
        ],
        3));
}
