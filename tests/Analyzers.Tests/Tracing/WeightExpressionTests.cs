using GradGuard.Signal;

namespace GradGuard.Analyzers.Tests.Tracing;

/// <summary>Weights that a model computes of its parameters.</summary>
public sealed class WeightExpressionTests
{
    [Theory]
    [InlineData("functional.linear(x, u.mm(v))", "v: linear 8 -> 2", "u: linear 2 -> 6")]
    [InlineData("x.mm(u.matmul(v).t())", "v: linear 8 -> 2", "u: linear 2 -> 6")]
    [InlineData("x.matmul(v.t().mm(u.t()))", "v: linear 8 -> 2", "u: linear 2 -> 6")]
    [InlineData("functional.linear(x, fc.weight + u.mm(v) * 2, fc.bias)", "fc: linear 8 -> 6", "u: linear 2 -> 6")]
    public void AProductOfLowRankIsTheLayersThatItsFactorsAre(string expression, string first, string second)
    {
        var graph = Graph(expression);
        Assert.Contains(first, graph);
        Assert.Contains(second, graph);
        Assert.DoesNotContain("unknown", graph);
    }

    [Fact]
    public void APartOfAWeightKeepsTheMeanSquareThatTheFansOfTheWholeGiveIt()
    {
        var half = Assert.Single(GraphText.Trace("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Parameter both = Parameter(torch.empty(8, 24));
                public Net() : base("n") { init.xavier_normal_(both); RegisterComponents(); }
                public override Tensor forward(Tensor x) => x.mm(both.narrow(1, 0, 12));
            }
            """).Variants).Graph.Nodes.OfType<LinearNode>().Single();

        Assert.Equal(12, half.FanOut.Value);
        Assert.Equal(2.0 / 32, half.Weight.SecondMoment(8, 12), 9);
    }

    [Theory]
    [InlineData("functional.linear(x, w.tanh())")]
    [InlineData("functional.linear(x, tanh(w) * sigmoid(w))")]
    [InlineData("functional.linear(x, (w - w.mean(new long[] { 1 }, keepdim: true)) / (w.std(new long[] { 1 }, keepdim: true) + 1e-5))")]
    [InlineData("functional.linear(x, fc.weight - fc.weight.mean(new long[] { 1 }, keepdim: true))")]
    [InlineData("functional.linear(x, w.exp().log1p())")]
    [InlineData("x.matmul(square.triu() + square.triu(1).t())")]
    [InlineData("x * functional.softplus(raw)")]
    [InlineData("x * raw.exp()")]
    [InlineData("x + gate.tanh() * fc2.call(x)")]
    [InlineData("fc2.call(x) + fc2.bias.expand_as(x)")]
    [InlineData("raw.softmax(0)[0] * x + raw.softmax(0)[1] * x")]
    public void FunctionsOfParametersHaveMoments(string expression)
    {
        var graph = Graph(expression);
        Assert.DoesNotContain("unknown", graph, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void AStandardisedWeightPassesItsGradientOnOverItsSpread()
    {
        var trace = GraphText.Trace(Source("functional.linear(x, w / w.std(new long[] { 1 }, keepdim: true))"));
        var layer = Assert.Single(trace.Variants[0].Graph.Nodes.OfType<LinearNode>());
        Assert.Equal(2, layer.Multiplier, 6);
        Assert.Equal(1, layer.Weight.StandardDeviation, 6);
    }

    [Fact]
    public void AKernelKeepsTheFactorOfItsSpread()
    {
        var trace = GraphText.Trace("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Conv2d conv = Conv2d(4, 8, 3);
                public Net() : base("n") { RegisterComponents(); }
                public override Tensor forward(Tensor x) => functional.conv2d(x, conv.weight / conv.weight.std(new long[] { 1, 2, 3 }, keepdim: true), conv.bias);
            }
            """);
        Assert.Equal(Math.Sqrt(3 * 36), Assert.Single(trace.Variants[0].Graph.Nodes.OfType<ConvolutionNode>()).Multiplier, 6);
    }

    [Fact]
    public void LearnedQueriesMeetKeysInAttention() => Assert.EndsWith(
        "attention: dot-product attention <- 3, 2, 0",
        Graph("(seeds.expand(x.shape[0], -1, -1).matmul(key.call(x).transpose(1, 2)) / Math.Sqrt(8)).softmax(-1).matmul(x)"));

    private static string Graph(string expression) => GraphText.OfClass(Source(expression));

    private static string Source(string expression) => $$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear fc = Linear(8, 6), fc2 = Linear(8, 8), key = Linear(8, 8);
            private readonly Parameter u = Parameter(randn(6, 2) * 0.1), v = Parameter(randn(2, 8) * 0.1), w = Parameter(randn(6, 8) * 0.5), square = Parameter(randn(8, 8));
            private readonly Parameter raw = Parameter(randn(8)), gate = Parameter(zeros(1)), seeds = Parameter(randn(1, 4, 8));
            public Net() : base("n") { RegisterComponents(); }
            public override Tensor forward(Tensor x) => {{expression}};
        }
        """;
}
