namespace GradGuard.Analyzers.Tests.Tracing;

/// <summary>Routers that send each sample to its best experts, and other uses of the largest.</summary>
public sealed class RouterTests
{
    [Theory]
    [InlineData("var (values, indices) = topk(router.call(x), 2, dim: -1); var gates = zeros(x.shape[0], 4).scatter(1, indices, functional.softmax(values, -1));")]
    [InlineData("var (values, indices) = router.call(x).topk(2); var gates = functional.softmax(full_like(router.call(x), float.NegativeInfinity).scatter(-1, indices, values), -1);")]
    [InlineData("var (values, indices) = router.call(x).topk(2); var gates = zeros(x.shape[0], 4); gates.scatter_(-1, indices, values.softmax(-1));")]
    public void TheWeightsOfTheChosenExpertsAreTakenForThoseOfAll(string route) => Assert.Equal(
        """
        0 x: input
        1 router: linear 8 -> 4 <- 0
        2 softmax: softmax <- 1
        3 narrow: 1 features <- 2
        4 experts.0: linear 8 -> 8 <- 0
        5 multiply: multiply <- 3, 4
        6 add: add <- 0, 5
        """,
        Graph(route + " return x + gates.narrow(1, 0, 1) * experts[0].call(x);"));

    [Theory]
    [InlineData("router2.call(x).softmax(-1).unsqueeze(1).bmm(stack(experts.Select(e => e.call(x)), dim: 1)).squeeze(1)")]
    [InlineData("stack(experts.Select(e => e.call(x)).ToArray(), -1).matmul(router2.call(x).softmax(-1).unsqueeze(-1)).squeeze(-1)")]
    public void AGateTimesTheStackOfExpertsIsTheirMixture(string mixture)
    {
        var graph = Graph($"return {mixture};");

        Assert.Contains("softmax", graph);
        Assert.Contains("gate: part of 2", graph);
        Assert.Contains("add: add", graph);
        Assert.DoesNotContain("product", graph);
    }

    [Fact]
    public void TheLargestStepsOfASequenceArePooled() => Assert.Equal(
        """
        0 x: input
        1 lstm: Lstm 8 -> 4 x 1 <- 0
        2 topk: Maximum pool ? <- 1
        """,
        Graph("return lstm.call(x).Item1.topk(3, dim: 1).Item1;"));

    [Theory]
    [InlineData("best.eq(1)")]
    [InlineData("(best == 1)")]
    [InlineData("(best == 1).to(torch.float32)")]
    public void TheirPlacesCarryNoGradientAndLetTheShareOfAnExpertThrough(string mask) => Assert.Equal(
        """
        0 x: input
        1 experts.1: linear 8 -> 8 <- 0
        2 masked: dropout 0.75 <- 1
        3 scale: times 0.25 <- 2
        """,
        Graph($"var (_, best) = router.call(x).topk(1); return experts[1].call(x) * {mask};"));

    [Fact]
    public void OfAnUnknownNumberOfExpertsEveryOneIsTaken() => Assert.DoesNotContain(
        "masked", Graph("var (_, best) = x.topk(1); return experts[1].call(x) * best.eq(1);"));

    [Theory]
    [InlineData("weights / weights.sum(-1, keepdim: true)")]
    [InlineData("weights / (weights.sum(-1, keepdim: true) + 1e-9)")]
    public void TheLargestSharesOverTheirSumAreTheSoftmaxOfTheLargestScores(string shares) => Assert.Equal(
        """
        0 x: input
        1 router: linear 8 -> 4 <- 0
        2 topk: 2 features <- 1
        3 softmax: softmax <- 2
        """,
        Graph($"var (weights, _) = router.call(x).softmax(-1).topk(2, dim: -1); return {shares};"));

    private static string Graph(string body) => GraphText.OfClass($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear router = Linear(8, 4), router2 = Linear(8, 2);
            private readonly ModuleList<Linear> experts = new(Linear(8, 8), Linear(8, 8));
            private readonly LSTM lstm = LSTM(8, 4, batchFirst: true);
            public Net() : base("n") => RegisterComponents();
            public override Tensor forward(Tensor x)
            {
                {{body}}
            }
        }
        """);
}
