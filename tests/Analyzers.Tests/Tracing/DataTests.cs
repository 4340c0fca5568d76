namespace GradGuard.Analyzers.Tests.Tracing;

/// <summary>Numbers that the code lists, and what it computes of them, beside the tensors that come from the input.</summary>
public sealed class DataTests
{
    [Theory]
    [InlineData("x * mask", "0 x: input\n1 tensor: input of 0.5\n2 multiply: multiply <- 0, 1")]
    [InlineData("x * (1 - mask)", "0 x: input\n1 tensor: input of 0.5\n2 multiply: multiply <- 0, 1")]
    [InlineData("x * rows[0]", "0 x: input\n1 tensor: input of 0.5\n2 multiply: multiply <- 0, 1")]
    [InlineData("x * (1 - rows[0])", "0 x: input\n1 tensor: input of 0.5\n2 multiply: multiply <- 0, 1")]
    [InlineData("x / (upper - lower)", "0 x: input\n1 scale: times 0.5 <- 0")]
    [InlineData("(x - lower) / scales", "0 x: input\n1 tensor: input of 5\n2 scale: times -1 <- 1\n3 add: add <- 0, 2\n4 tensor: input of 0.625\n5 multiply: multiply <- 3, 4")]
    [InlineData("x + lower * 0.5", "0 x: input\n1 tensor: input of 1.25\n2 add: add <- 0, 1")]
    [InlineData("x + (lower + lower.neg())", "0 x: input")]
    [InlineData("x * torch.tensor(new[] { 3.0f, 3.0f })", "0 x: input\n1 scale: times 3 <- 0")]
    public void ListedNumbersAreComputedWith(string forward, string expected)
    {
        var trace = Trace(forward);

        Assert.Empty(trace.Unknowns);
        Assert.Equal(expected, GraphText.Write(Assert.Single(trace.Variants).Graph));
    }

    [Theory]
    [InlineData("fc.call(torch.cat([(x * frequencies).sin(), (x * frequencies).cos()], -1))")]
    [InlineData("fc.call(torch.sin(x.unsqueeze(-1) * torch.exp(torch.arange(4) * -0.5)))")]
    public void SinesOfTheInputTimesAnyNumbersAreFeaturesOfMeanSquareOneHalf(string forward)
    {
        var trace = Trace(forward);

        Assert.Empty(trace.Unknowns);
        Assert.All(Assert.Single(trace.Variants).Graph.Nodes.OfType<GradGuard.Signal.InputNode>(), input => Assert.Equal(0.5, input.SecondMoment));
    }

    [Fact]
    public void SinesOfALayerAreItsActivation() => Assert.Contains("sin: Sin", GraphText.Write(Assert.Single(Trace("torch.sin(fc.call(x))").Variants).Graph));

    [Fact]
    public void AGradientTakenInForwardIsUnknown() => Assert.Contains("'autograd.grad', a gradient within forward, whose own gradient takes second derivatives", Trace("torch.autograd.grad([fc.call(x)], [x], create_graph: true)[0]").Unknowns);

    private static GradGuard.Analyzers.Tracing.ModelTrace Trace(string forward) => GraphText.Trace($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear fc = Linear(8, 4);
            private readonly Tensor mask = torch.tensor(new float[] { 0, 1 }), lower = torch.tensor(new[] { -1.0, -3.0 }), upper = torch.tensor(new[] { 1.0, -1.0 }), scales = torch.tensor(new[] { 1.0, 2.0 });
            private readonly Tensor rows = torch.tensor(Enumerable.Range(0, 4).SelectMany(i => i % 2 == 0 ? new float[] { 0, 1 } : new float[] { 1, 0 }).ToArray(), new long[] { 4, 2 });
            private readonly Tensor frequencies = torch.exp(torch.arange(4) * -0.5);
            public Net() : base("n") { RegisterComponents(); }
            public override Tensor forward(Tensor x) => {{forward}};
        }
        """);
}
