namespace GradGuard.Analyzers.Tests.Tracing;

/// <summary>einsum with learned operands, with operands that come from the input, and with more than two.</summary>
public sealed class EinsteinSumTests
{
    [Theory]
    [InlineData("einsum(\"bnd,de->bne\", h, square)", "square: linear 8 -> 6, normal_(0, 1), no bias <- 1")]
    [InlineData("einsum(\"bnd,ed->bne\", h, square.t())", "8 -> 6")]
    [InlineData("einsum(\"de,bnd->bne\", square, h)", "linear 8 -> 6, normal_(0, 1), no bias <- 1")]
    [InlineData("einsum(\"...d,de->...e\", h, square)", "linear 8 -> 6, normal_(0, 1), no bias <- 1")]
    [InlineData("einsum(\"bnd,dhe->bhne\", h, heads)", "heads: linear 8 -> 12, normal_(0, 1), no bias <- 1\n3 view: reshape <- 2")]
    public void WithLearnedOperandItIsALayer(string call, string expected) => Assert.Contains(expected, Graph($"return {call};"), StringComparison.Ordinal);

    [Fact]
    public void QueriesKeysAndValuesOfOneParameterAreThirdsOfALayer()
    {
        var graph = Graph("""
            var qkv = einsum("bnd,khde->kbhne", h, all);
            var a = einsum("bhne,bhme->bhnm", qkv[0], qkv[1]).div(Math.Sqrt(4)).softmax(-1);
            return einsum("bhnm,bhme,hed->bnd", a, qkv[2], outward);
            """);
        Assert.Contains("all: linear 8 -> 24", graph, StringComparison.Ordinal);
        Assert.Contains("part of 3", graph, StringComparison.Ordinal);
        Assert.Contains("dot-product attention, scale 0.5", graph, StringComparison.Ordinal);
        Assert.Contains("outward: linear 8 -> 8", graph, StringComparison.Ordinal);
    }

    [Fact]
    public void TwoVectorsMeetInALearnedForm() =>
        Assert.Contains("form: BilinearNode <- 1, 2", Graph("return einsum(\"bi,oij,bj->bo\", h, form, g.call(x));"), StringComparison.Ordinal);

    [Fact]
    public void TheFunctionIsTheSameForm() =>
        Assert.Contains("form: BilinearNode <- 1, 2", Graph("return functional.bilinear(h, g.call(x), form);"), StringComparison.Ordinal);

    [Fact]
    public void WithoutASumAllPairsMeet() =>
        Assert.Contains("product over positions and positions", Graph("return einsum(\"bi,bj->bij\", h, g.call(x)).flatten(1);"), StringComparison.Ordinal);

    [Fact]
    public void AColumnTimesOneNumberASampleIsTheVectorScaled() =>
        Assert.EndsWith("matmul: multiply <- 1, 4", Graph("var column = h.unsqueeze(2); return column.matmul(column.transpose(1, 2).matmul(single));"), StringComparison.Ordinal);

    [Fact]
    public void ThePairsOfTwoVectorsKeepTheirAxes() => Assert.Contains(
        "'cumsum'", Trace("var k = einsum(\"bnd,dhe->bhne\", h, heads).elu(1.0) + 1; return einsum(\"bhne,bhnf->bhnef\", k, k).cumsum(2);").Unknowns);

    [Theory]
    [InlineData("einsum(\"bnd,bnd->bnd\", h, g.call(x))", "multiply <- 1, 2")]
    [InlineData("einsum(\"bnd,d->bnd\", h, gain)", "multiply <- 1, 2")]
    public void WithoutASumOfOneShapeTheyAreMultiplied(string call, string expected) => Assert.Contains(expected, Graph($"return {call};"), StringComparison.Ordinal);

    [Fact]
    public void ScoresOfPairsWithTheHeadsLastAreAttention()
    {
        var graph = GraphText.OfClass("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear w = Linear(8, 32, hasBias: false);
                private readonly Parameter from = Parameter(torch.randn(4, 8)), to = Parameter(torch.randn(4, 8));
                public Net() : base("gat") { RegisterComponents(); }
                public override Tensor forward(Tensor x)
                {
                    var h = w.call(x).view(x.size(0), x.size(1), 4, 8);
                    var e = functional.leaky_relu((h * from).sum(-1).unsqueeze(2) + (h * to).sum(-1).unsqueeze(1), 0.2);
                    return torch.einsum("bijh,bjhd->bihd", functional.softmax(e, 2), h).reshape(x.size(0), x.size(1), 32);
                }
            }
            """);

        // Each head adds up its own eight features of the 32.
        Assert.Contains("head: times 0.5 <- ", graph, StringComparison.Ordinal);
        Assert.Contains("LeakyReLU(0.2) <- ", graph, StringComparison.Ordinal);
        Assert.Contains("attention to ", graph, StringComparison.Ordinal);
    }

    [Fact]
    public void WeightsOfPositionsMakeAMeanOfThem() =>
        Assert.EndsWith("SumNode <- 5", Graph("var w = softmax(einsum(\"bnd,d->bn\", h, gain), 1); return einsum(\"bn,bnd->bd\", w, h);"), StringComparison.Ordinal);

    [Fact]
    public void WeightsOfExpertsOnAnAxisTakeOneAfterAnother()
    {
        var graph = Graph("var e = einsum(\"bd,kde->bke\", h, experts).relu(); return einsum(\"bk,bke->be\", router.call(h).softmax(-1), e);");
        Assert.Contains("experts: linear 8 -> 12", graph, StringComparison.Ordinal);
        Assert.Equal(4, graph.Split("part of 2").Length - 1);
    }

    [Theory]
    [InlineData("einsum(\"ij,jk\", h, square)")]
    [InlineData("einsum(\"ii,ij->j\", h, square)")]
    [InlineData("einsum(\",ij->ij\", h, square)")]
    [InlineData("einsum(\"bi,ij->bz\", h, square)")]
    [InlineData("einsum(\"bi,bj->bijz\", h, g.call(x))")]
    [InlineData("einsum(\"->\", h, square)")]
    [InlineData("einsum(equation, h, square)")]
    [InlineData("einsum(\"bnd,de,ef->bnf\", h, square)")]
    public void AnEquationThatOnlyARunKnowsOrNoneFulfilsIsUnknown(string call) => Assert.Contains("'einsum'", Trace($"var equation = Console.ReadLine(); return {call};").Unknowns);

    private static string Graph(string body) => GraphText.Write(Assert.Single(Trace(body).Variants).Graph);

    private static Analyzers.Tracing.ModelTrace Trace(string body) => GraphText.Trace($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear f = Linear(8, 8), g = Linear(8, 8), router = Linear(8, 2);
            private readonly Parameter square = Parameter(randn(8, 6)), heads = Parameter(randn(8, 3, 4)), all = Parameter(randn(3, 2, 8, 4)), outward = Parameter(randn(2, 4, 8));
            private readonly Parameter form = Parameter(randn(5, 8, 8)), gain = Parameter(randn(8)), experts = Parameter(randn(2, 8, 6)), single = Parameter(randn(8, 1));
            public Net() : base("n") { RegisterComponents(); }
            public override Tensor forward(Tensor x) { var h = f.call(x); {{body}} }
        }
        """);
}
