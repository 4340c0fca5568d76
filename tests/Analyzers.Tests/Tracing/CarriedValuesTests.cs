namespace GradGuard.Analyzers.Tests.Tracing;

/// <summary>Loops of unknown length that hand on several values from turn to turn, or use the same weights at every turn.</summary>
public sealed class CarriedValuesTests
{
    [Theory]
    [InlineData("for (var i = 0; i < n; i++) { v = v + a.call(x); x = x + b.call(v); } return x;")]
    [InlineData("for (var i = 0; i < n; i++) { (var v2, x) = (v + a.call(x), x + b.call(v + a.call(x))); v = v2; } return x;")]
    public void ATurnHandsOnBoth(string loop)
    {
        var graph = Graph("var v = a.call(x); " + loop);

        Assert.Contains("n: repeat n", graph, StringComparison.Ordinal);
        Assert.Contains("carried: outputs", graph, StringComparison.Ordinal);
        Assert.Matches("carried: carried [01]", graph);
        Assert.DoesNotContain("unknown", graph, StringComparison.Ordinal);
    }

    [Fact]
    public void ASumThatStartsFromNothingIsCarriedFromTheFirstTurnOn()
    {
        var graph = Graph("Tensor? sum = null; for (var i = 0; i < n; i++) { x = a.call(x).relu(); var y = b.call(x); sum = sum is null ? y : sum + y; } return sum!;");

        Assert.Contains("n - 1: repeat n - 1", graph, StringComparison.Ordinal);
        Assert.DoesNotContain("unknown", graph, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("for (var t = 0; t < x.shape[1]; t++) { h = torch.tanh(a.call(x.select(1, t)) + b.call(h)); } return h;")]
    [InlineData("foreach (var step in x.unbind(1)) { h = torch.tanh(a.call(step) + b.call(h)); } return h;")]
    [InlineData("var c = h; foreach (var step in x.unbind(1)) { var g = a.call(step) + b.call(h); c = c * g.sigmoid() + g.tanh(); h = c.tanh(); } return h;")]
    public void TheStepsOfASequenceShareTheirWeights(string loop)
    {
        var prediction = Assert.Single(GraphText.Trace(Source("var h = zeros(x.shape[0], 8); " + loop)).Variants).Predict(TestContext.Current.CancellationToken);

        Assert.Equal(["a", "b"], prediction.Layers.Select(layer => layer.Path).Order());
    }

    private static string Graph(string body) => GraphText.OfClass(Source(body));

    private static string Source(string body) => $$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear a = Linear(8, 8), b = Linear(8, 8);
            private readonly int n;
            public Net(int n) : base("n") { this.n = n; RegisterComponents(); }
            public override Tensor forward(Tensor x) { {{body}} }
        }
        """;
}
