namespace GradGuard.Analyzers.Tests.Tracing;

/// <summary>Batch norms over an axis that holds no features.</summary>
public sealed class PositionNormTests
{
    [Theory]
    [InlineData("norm.call(conv.call(x.permute(0, 3, 1, 2)).permute(0, 2, 3, 1))", "Layer norm")]
    [InlineData("wide.call(conv.call(x.permute(0, 3, 1, 2)))", "Batch norm")]
    [InlineData("wide.call(conv.call(x.permute(0, 3, 1, 2)).permute(0, 2, 3, 1))", "Batch norm")]
    public void ABatchNormOfAsManyPositionsIsALayerNorm(string forward, string expected) => Assert.Contains(expected, GraphText.OfClass($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Conv2d conv = Conv2d(2, 16, (1, 3));
            private readonly BatchNorm2d norm = BatchNorm2d(20), wide = BatchNorm2d(16);
            public Net() : base("n") => RegisterComponents();
            public override Tensor forward(Tensor x) => {{forward}};
        }
        """));
}
