namespace GradGuard.Analyzers.Tests.Tracing;

/// <summary>Roots, logarithms and quotients of values that are positive.</summary>
public sealed class PositiveValueTests
{
    [Theory]
    [InlineData("var n = h.pow(2).sum(-1, keepdim: true); return h * (n / (1 + n)) / n.sqrt();")]
    [InlineData("var n = h.norm(-1, keepdim: true); return n.square() / (1 + n.square()) * (h / (n + 1e-8));")]
    [InlineData("return h.softplus() / (h.softplus().sum(1, keepdim: true) + 1e-6);")]
    [InlineData("return h.exp() / h.exp().sum(-1, keepdim: true);")]
    [InlineData("return h / (h.abs().amax(new long[] { -1 }, keepdim: true) + 1e-6);")]
    [InlineData("return h.norm(-1);")]
    [InlineData("return h.std(-1);")]
    [InlineData("return (h.pow(2) + g.call(x).pow(2) + 1e-8).sqrt().log1p();")]
    [InlineData("return h.relu().pow(3).mean(new long[] { 1 }).pow(1.0 / 3);")]
    [InlineData("return h.logsumexp(-1);")]
    [InlineData("return torch.cdist(h, centers);")]
    [InlineData("return functional.cosine_similarity(h.unsqueeze(1), centers.unsqueeze(0), dim: 2);")]
    [InlineData("return (h - x.mean()).pow(2).mean();")]
    [InlineData("return h.sum();")]
    [InlineData("return torch.where(h > 0, h, g.call(x));")]
    [InlineData("return torch.where(h > 0, h, zeros_like(h));")]
    [InlineData("return -torch.log(h.sigmoid() + 1e-9);")]
    [InlineData("return (h - torch.log(-torch.log(torch.rand_like(h)))).softmax(-1);")]
    [InlineData("return h.cumsum(1) / arange(1, 9);")]
    [InlineData("return g.call(x) / (functional.elu(h, 1.0) + 1);")]
    public void TheyAreFollowed(string body) => Assert.Empty(Trace(body).Unknowns);

    [Theory]
    [InlineData("return torch.log(h);", "'log'")]
    [InlineData("return g.call(x) / h;", "a division by a tensor")]
    public void OfValuesOfEitherSignTheyAreNot(string body, string reason) => Assert.Contains(reason, Trace(body).Unknowns);

    [Theory]
    [InlineData("return h / h.norm(-1, keepdim: true);", "UnitLength norm")]
    [InlineData("return h / (1e-6 + h.square().mean(new long[] { -1 }, keepdim: true).sqrt());", "RootMeanSquare norm")]
    [InlineData("return (h - h.mean(new long[] { -1 }, keepdim: true)) / (h.std(-1, keepdim: true) + 1e-5);", "Layer norm")]
    public void NormalizationsStayWhole(string body, string norm) =>
        Assert.EndsWith($"{norm} <- 1", GraphText.Write(Assert.Single(Trace(body).Variants).Graph));

    private static Analyzers.Tracing.ModelTrace Trace(string body) => GraphText.Trace($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear f = Linear(8, 8), g = Linear(8, 8);
            private readonly Parameter centers = Parameter(randn(5, 8));
            public Net() : base("n") { RegisterComponents(); }
            public override Tensor forward(Tensor x) { var h = f.call(x); {{body}} }
        }
        """);
}
