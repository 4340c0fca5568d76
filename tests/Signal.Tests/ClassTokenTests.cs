namespace GradGuard.Signal.Tests;

public class ClassTokenTests
{
    // A normalization divides each position by its own spread, so a token a tenth as large gets ten times the gradient.
    [Theory]
    [InlineData(0.1, 1)]
    [InlineData(0.01, 2)]
    [InlineData(1, 0)]
    [InlineData(10, -1)]
    public void A_token_that_is_read_gets_its_gradient_by_its_own_magnitude(double magnitude, double more) =>
        Assert.Equal(more, TokenGradient(magnitude) - TokenGradient(1), 0.1);

    // Where all positions are read the others have as much as ever.
    [Fact]
    public void Beside_a_small_token_the_patches_get_what_they_got() =>
        Assert.Equal(PatchGradient(1), PatchGradient(0.1), 0.1);

    private static double TokenGradient(double magnitude) => Gradient("token", magnitude, isRead: true);

    private static double PatchGradient(double magnitude) => Gradient("patches", magnitude, isRead: false);

    private static double Gradient(string layer, double magnitude, bool isRead)
    {
        Size width = Size.Of(64);
        var graph = new LayerGraph(
            [
                new InputNode("x", 1, Size.Of(16)),
                new LinearNode("patches", [0], width, width, WeightInitializer.Normal(1.0 / 8), null),
                new InputNode("start", 1, Size.Of(1), IsShared: true, Features: width),
                new LinearNode("token", [2], width, width, WeightInitializer.Normal(magnitude / 8), null),
                new ConcatenateNode("cat", [3, 1], AlongPositions: true),
                new NormalizationNode("norm", [4], NormalizationKind.Layer),
                new LinearNode("body", [5], width, width, WeightInitializer.Normal(1.0 / 8), null),
                isRead ? new SelectNode("read", [6], IsFirst: true) : new PoolNode("mean", [6], PoolKind.Average, Size.Unknown, OutputPositions: Size.Of(1)),
                new LinearNode("head", [7], width, Size.Of(10), WeightInitializer.Normal(1.0 / 8), null),
            ],
            8);
        return SignalPropagation.Predict(graph).Layers.Single(found => found.Path == layer).UsualLog10Norm;
    }
}
