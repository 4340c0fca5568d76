namespace GradGuard.Analyzers.Tests.Tracing;

/// <summary>Functions of each element beside the activations, functions of two tensors, and modules that stand for a function.</summary>
public sealed class ElementwiseFunctionTests
{
    [Theory]
    [InlineData("atan")]
    [InlineData("arctan")]
    [InlineData("sinh")]
    [InlineData("cosh")]
    [InlineData("asinh")]
    [InlineData("arcsinh")]
    [InlineData("exp2")]
    [InlineData("expm1")]
    [InlineData("erfc")]
    [InlineData("sinc")]
    [InlineData("frac")]
    [InlineData("deg2rad")]
    [InlineData("absolute")]
    public void OfAnySignalItIsAnActivation(string function) => Assert.Empty(Trace($"return h.{function}();").Unknowns);

    [Theory]
    [InlineData("return h.tanh().asin();")]
    [InlineData("return h.tanh().arccos();")]
    [InlineData("return (h.tanh() * 0.5f).atanh();")]
    [InlineData("return (h.exp() + 1.5f).acosh();")]
    [InlineData("return torch.special.logit(h.sigmoid());")]
    [InlineData("return h.exp().log2();")]
    [InlineData("return (h * h + 1f).log10();")]
    [InlineData("return torch.special.entr(h.sigmoid());")]
    [InlineData("return h * torch.special.ndtr(h);")]
    [InlineData("return torch.fmod(h, 2f);")]
    [InlineData("return h.remainder(2f);")]
    public void WhereItsArgumentsLieItIsDefined(string body) => Assert.Empty(Trace(body).Unknowns);

    [Theory]
    [InlineData("return h.asin();", "'asin'")]
    [InlineData("return h.log2();", "'log2'")]
    [InlineData("return h.acosh();", "'acosh'")]
    [InlineData("return h.remainder(0f);", "'remainder'")]
    public void WhereItMayNotBeItIsUnknown(string body, string reason) => Assert.Contains(reason, Trace(body).Unknowns);

    [Theory]
    [InlineData("sign")]
    [InlineData("sgn")]
    [InlineData("round")]
    [InlineData("floor")]
    [InlineData("ceil")]
    [InlineData("trunc")]
    public void AStepHasNoSlope(string function)
    {
        var graph = Assert.Single(Trace($"return h.{function}();").Variants).Graph;
        var step = Assert.IsType<Signal.ActivationNode>(graph.Nodes[^1]);
        Assert.Equal(0, step.Function.Slope(0.3));
    }

    [Fact]
    public void ARoundedValueKeepsTheGradientOfTheValueWhereCodeGoesStraightThrough() =>
        Assert.Contains("straight", GraphText.Write(Assert.Single(Trace("return h + (h.round() - h).detach();").Variants).Graph), StringComparison.Ordinal);

    [Fact]
    public void AValueTimesItsSignIsItsSize() => Assert.Empty(Trace("return h * h.sign();").Unknowns);

    [Theory]
    [InlineData("return h.hypot(v);")]
    [InlineData("return torch.logaddexp(h, v);")]
    [InlineData("return h.xlogy(v.exp());")]
    [InlineData("return h.true_divide(2f);")]
    [InlineData("return h.true_divide(v.exp());")]
    [InlineData("return h.lerp(v, v.sigmoid());")]
    [InlineData("return h.lerp(v, 0.25f);")]
    [InlineData("return torch.linalg.vecdot(h, v);")]
    [InlineData("return functional.pairwise_distance(h, v);")]
    [InlineData("return cosine.call(h, v);")]
    [InlineData("return distance.call(h, v);")]
    [InlineData("return h.mv(weights);")]
    public void OfTwoTensorsItIsMadeOfKnownOnes(string body) => Assert.Empty(Trace(body).Unknowns);

    [Theory]
    [InlineData("return h - h.amin(new long[] { 1 }, true);")]
    [InlineData("var (s, m) = torch.std_mean(h, new long[] { 1 }, true, true); return (h - m) / (s + 1e-5f);")]
    [InlineData("var (s, m) = torch.var_mean(h, new long[] { 1 }, true, true); return (h - m) * (s + 1e-5f).rsqrt();")]
    [InlineData("return h - h.nanmean();")]
    [InlineData("return torch.vstack(new[] { h, v });")]
    [InlineData("return torch.column_stack(new[] { h, v });")]
    [InlineData("return h.fliplr() + h.flipud();")]
    [InlineData("var halves = h.hsplit(2); return halves[0] * halves[1];")]
    [InlineData("return h.index_fill(1, torch.tensor(new long[] { 0 }), 0f);")]
    public void ReductionsAndRearrangementsAreFollowed(string body) => Assert.Empty(Trace(body).Unknowns);

    [Theory]
    [InlineData("var (y, at) = functional.max_pool2d_with_indices(c.call(x), new long[] { 2, 2 }, new long[] { 2, 2 }); return functional.max_unpool2d(y, at, new long[] { 2, 2 });")]
    [InlineData("var (y, at) = pool.forward_with_indices(c.call(x)); return unpool.forward(y, at);")]
    public void UnpooledMaximaHaveZerosAroundThem(string body) => Assert.EndsWith(
        "upsample 4 <- 2\n4 places: dropout 0.75 <- 3\n5 scale: times 0.25 <- 4", GraphText.Write(Assert.Single(Trace(body).Variants).Graph));

    private static Analyzers.Tracing.ModelTrace Trace(string body) => GraphText.Trace($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear f = Linear(8, 8), g = Linear(8, 8);
            private readonly Conv2d c = Conv2d(3, 8, 3);
            private readonly MaxPool2d pool = MaxPool2d(2);
            private readonly MaxUnpool2d unpool = MaxUnpool2d(2);
            private readonly CosineSimilarity cosine = CosineSimilarity(1);
            private readonly PairwiseDistance distance = PairwiseDistance();
            private readonly Parameter weights = Parameter(randn(8));
            public Net() : base("n") { RegisterComponents(); }
            public override Tensor forward(Tensor x) { var h = f.call(x); var v = g.call(x); {{body}} }
        }
        """);
}
