using GradGuard.Signal;

namespace GradGuard.Analyzers.Tests.Tracing;

/// <summary>What forward draws: noise, indices, and what it picks of a schedule by them.</summary>
public sealed class DrawnDataTests
{
    [Theory]
    [InlineData("torch.linspace(0.1, 0.4, 4).cumsum(0)", 0.365)]
    [InlineData("torch.cumprod(torch.tensor(new[] { 0.5f, 0.5f }), 0)", 0.1563)]
    [InlineData("torch.cumprod(torch.tensor(new[] { 2f, -1f, 3f }), 0)", 14.6667)]
    [InlineData("torch.cumprod(1 - torch.linspace(1e-4, 0.02, 1000), 0)", 0.1935)]
    public void AScheduleRunsAlongTheNumbersThatTheCodeLists(string schedule, double square)
    {
        var graph = Graph("fc.call(x) + schedule", schedule);
        Assert.Equal(square, graph.Nodes.OfType<InputNode>().Single(node => node.IsShared).SecondMoment, 0.001);
    }

    [Theory]
    [InlineData("schedule[torch.randint(0, 4, x.shape[0])].view(-1, 1)")]
    [InlineData("schedule.index_select(0, torch.randint(4, new long[] { x.shape[0] })).unsqueeze(1)")]
    public void WhatIsPickedByDrawnIndicesDiffersFromSampleToSample(string picked)
    {
        var graph = Graph($"fc.call(x) * {picked}.sqrt()", "torch.tensor(new[] { 1f, 2f, 3f, 4f })");
        Assert.Equal(2.5, Assert.Single(graph.Nodes.OfType<NoiseNode>()).SecondMoment, 6);
        Assert.DoesNotContain(graph.Nodes, node => node is UnknownNode);
    }

    [Fact]
    public void AnInputThatIsMixedWithNoiseBySharesOfOneKeepsItsMeanSquare()
    {
        var graph = Graph("fc.call(a.sqrt() * x + (1 - a).sqrt() * torch.randn_like(x))", "torch.linspace(0.2, 0.6, 5)", "var a = schedule[torch.randint(0, 5, 8)].view(-1, 1);");
        Assert.Equal([0.4, 0.6], graph.Nodes.OfType<NoiseNode>().Select(noise => Math.Round(noise.SecondMoment, 6)).Order());
    }

    [Fact]
    public void ADrawnStepHasItsMean()
    {
        var step = Graph("fc.call(torch.randint(0, 100, new long[] { x.shape[0], 8 }) / 100.0) + fc.call(x)", "torch.zeros(1)").Nodes.OfType<InputNode>().Single(node => node.Path == "randint");
        Assert.Equal(0.5, step.Mean, 9);
        Assert.False(step.IsShared);
    }

    [Fact]
    public void WeightsWithFactorisedNoiseAreDrawn()
    {
        // E|z| of a normal deviate is √(2 / π), the mean square of what its sign times the root of its size makes.
        var graph = Graph("x.matmul((mu + sigma * torch.outer(Scaled(4), Scaled(8))).t())", "torch.zeros(1)");
        Assert.Equal((0.25 / 3) + (0.01 * 2 / Math.PI), graph.Nodes.OfType<LinearNode>().Single().Weight.SecondMoment(8, 4), 0.001);
    }

    [Theory]
    [InlineData("(pairs * (1 - torch.eye(x.size(1)).view(1, x.size(1), x.size(1), 1))).sum(2)")]
    [InlineData("(pairs * (torch.ones(x.size(1), x.size(1)) - torch.eye(x.size(1))).unsqueeze(-1)).sum(2)")]
    public void AllPairsButEachWithItselfAreAMask(string body) =>
        Assert.DoesNotContain(Graph(body, "torch.zeros(1)", "var pairs = fc.call(x).unsqueeze(1) * fc.call(x).unsqueeze(2);").Nodes, node => node is UnknownNode);

    private static LayerGraph Graph(string body, string schedule, string before = "") => Assert.Single(GraphText.Trace($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear fc = Linear(8, 4);
            private readonly Tensor schedule;
            private readonly Parameter mu = Parameter(torch.empty(4, 8).uniform_(-0.5, 0.5)), sigma = Parameter(torch.full(new long[] { 4, 8 }, 0.1));
            public Net() : base("n") { schedule = {{schedule}}; RegisterComponents(); }
            private static Tensor Scaled(long size) { var z = torch.randn(size); return z.sign().mul(z.abs().sqrt()); }
            public override Tensor forward(Tensor x) { {{before}} return {{body}}; }
        }
        """).Variants).Graph;
}
