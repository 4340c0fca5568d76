using GradGuard.Signal;

namespace GradGuard.Analyzers.Tests.Tracing;

/// <summary>Weights that are computed from what a model learns, shared between layers, or not trained.</summary>
public sealed class WeightTests
{
    [Theory]
    [InlineData("functional.linear(x, g * v / v.norm(1, true))")]
    [InlineData("functional.linear(x, v / v.norm(1, true) * g)")]
    [InlineData("functional.linear(x, functional.normalize(v, dim: 1))")]
    [InlineData("x.matmul((v / v.norm(1, true)).t())")]
    public void AWeightOverItsLengthIsTheWeightTimesANumber(string forward)
    {
        var node = Layer(forward, "v");

        // Rows of 16 numbers of N(0, 0.1²) are 0.4 long.
        Assert.Equal(1 / 0.4, node.Multiplier, 6);
        Assert.Equal(1.0 / 16, node.Weight.SecondMoment(16, 32), 6);
    }

    [Theory]
    [InlineData("functional.linear(x, (v - v.mean([1], keepdim: true)) / v.std([1], unbiased: false, keepdim: true))")]
    [InlineData("functional.linear(x, (v - v.mean([1], keepdim: true)) / v.var([1], unbiased: false, keepdim: true).sqrt())")]
    public void AStandardizedWeightIsTheWeightOverItsDeviation(string forward)
    {
        var node = Layer(forward, "v");

        Assert.Equal(1 / 0.1, node.Multiplier, 6);
        Assert.Equal(1, node.Weight.SecondMoment(16, 32), 6);
    }

    [Theory]
    [InlineData("functional.linear(x, torch.cat([v, v2], 0))", "1 v: linear 16 -> 32, normal_(0, 1) times(0.1), no bias <- 0\n2 v2: linear 16 -> 8, normal_(0, 1), no bias <- 0\n3 cat: concatenate <- 1, 2")]
    [InlineData("x.matmul(torch.cat([v3, v4], 1))", "1 v3: linear 16 -> 4, normal_(0, 1), no bias <- 0\n2 v4: linear 16 -> 5, normal_(0, 1), no bias <- 0\n3 cat: concatenate <- 1, 2")]
    [InlineData("x.matmul(torch.cat([v2, v2], 0))", "1 part: 8 features <- 0\n2 v2: linear 8 -> 16, normal_(0, 1), no bias <- 1\n3 part: 8 features <- 0\n4 v2: linear 8 -> 16, normal_(0, 1), no bias <- 3\n5 add: add <- 2, 4")]
    public void WeightsSideBySideAreALayerEach(string forward, string expected) => Assert.Equal("0 x: input\n" + expected, GraphText.OfClass($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Parameter v = Parameter(torch.randn(32, 16) * 0.1), v2 = Parameter(torch.randn(8, 16)), v3 = Parameter(torch.randn(16, 4)), v4 = Parameter(torch.randn(16, 5));
            public Net() : base("n") { RegisterComponents(); }
            public override Tensor forward(Tensor x) => {{forward}};
        }
        """));

    [Theory]
    [InlineData("functional.linear(x, fc.weight / fc.weight.norm())", 1.0)]
    [InlineData("functional.linear(x, fc.weight / fc.weight.norm() * g)", 1.0)]
    [InlineData("functional.linear(x, fc.weight / fc.weight.norm() * two)", 4.0)]
    public void AWeightOverItsNormKeepsTheNameOfItsLayer(string forward, double squares)
    {
        var node = Layer(forward, "fc");

        Assert.Equal(squares, node.Weight.SecondMoment(16, 32) * 16 * 32, 6);
    }

    [Theory]
    [InlineData("functional.linear(x, v * mask)")]
    [InlineData("functional.linear(x, mask * v)")]
    [InlineData("functional.linear(x, v * listed)")]
    public void AMaskThinsOutTheWeightAndItsGradient(string forward)
    {
        var node = Layer(forward, "v");

        Assert.Equal(0.01 / 2, node.Weight.SecondMoment(16, 32), 6);
        Assert.Equal(0.5, node.Multiplier * node.Multiplier, 6);
    }

    [Fact]
    public void ABufferIsNoWeightThatIsTrained()
    {
        var nodes = GraphOf("", "fc.call(x.matmul(projection))").Nodes.OfType<LinearNode>().ToList();

        Assert.Equal([true, false], nodes.Select(node => node.IsFrozen));
    }

    [Fact]
    public void AParameterThatIsDrawnAnewInPlaceStaysOne() => Assert.False(Assert.Single(GraphOf("v.uniform_(-0.1, 0.1);", "functional.linear(x, v)").Nodes.OfType<LinearNode>()).IsFrozen);

    [Fact]
    public void TheFactorOfARandomMatrixIsAnOrthogonalKernel()
    {
        var graph = Assert.Single(GraphText.Trace("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Parameter weight;
                public Net() : base("n")
                {
                    var (q, _) = torch.linalg.qr(torch.randn(12, 12));
                    weight = Parameter(q.unsqueeze(2).unsqueeze(3));
                    RegisterComponents();
                }
                public override Tensor forward(Tensor x) => functional.conv2d(x, weight);
            }
            """).Variants).Graph;

        Assert.Equal("0 x: input\n1 weight: convolution 12 -> 12, kernel 1, stride 1, orthogonal_(1) <- 0", GraphText.Write(graph));
    }

    [Fact]
    public void TwoLayersThatShareAWeightBearItsFirstName()
    {
        var graph = GraphText.OfClass("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Embedding tokens = Embedding(50, 16);
                private readonly Linear head = Linear(16, 50, hasBias: false);
                public Net() : base("n") { tokens.weight = head.weight; RegisterComponents(); }
                public override Tensor forward(Tensor x) => head.call(tokens.call(x));
            }
            """);

        Assert.Equal("0 x: input\n1 tokens: embedding 50 x 16 <- 0\n2 tokens: linear 16 -> 50, no bias <- 1", graph);
    }

    [Theory]
    [InlineData("foreach (var p in fc.parameters()) p.requires_grad = false;")]
    [InlineData("foreach (var p in fc.parameters()) p.requires_grad_(false);")]
    [InlineData("fc.weight!.requires_grad = false;")]
    [InlineData("foreach (var (name, p) in fc.named_parameters()) if (name == \"weight\") p.requires_grad = false;")]
    public void WhatIsNotTrainedHasNoGradient(string freeze) => Assert.True(Assert.Single(GraphOf(freeze, "fc.call(x)").Nodes.OfType<LinearNode>()).IsFrozen);

    [Theory]
    [InlineData("")]
    [InlineData("fc.bias!.requires_grad = false;")]
    [InlineData("fc.weight!.requires_grad = false; fc.weight!.requires_grad = true;")]
    public void TheOthersAreTrained(string freeze) => Assert.False(Assert.Single(GraphOf(freeze, "fc.call(x)").Nodes.OfType<LinearNode>()).IsFrozen);

    [Theory]
    [InlineData("init.uniform_(v, -1 / Math.Sqrt(v.size(1)), 1 / Math.Sqrt(v.size(1)));")]
    [InlineData("init.uniform_(v, -1 / Math.Sqrt(v.shape[1]), 1 / Math.Sqrt(v.shape[1]));")]
    public void ADrawThatAsksAParameterForItsShapeIsKnown(string initialize) =>
        Assert.Equal(1.0 / 3 / 16, Assert.Single(GraphOf(initialize, "functional.linear(x, v)").Nodes.OfType<LinearNode>()).Weight.SecondMoment(16, 32), 6);

    [Theory]
    [InlineData("functional.linear(x, v / v.mv(torch.ones(16)).norm())")]
    [InlineData("functional.linear(x, v * v.t().mv(torch.ones(32)).sum())")]
    public void AWeightTimesAnUnknownNumberIsStillTrainedUnderItsName(string forward)
    {
        var node = Layer(forward, "v");

        Assert.False(node.IsFrozen);
        Assert.False(node.Weight.IsKnown);
    }

    [Fact]
    public void AScaledUnitMatrixActsAsAnOrthogonalOne()
    {
        var graph = GraphText.OfClass("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Parameter w = Parameter(torch.eye(16) * 1.5);
                public Net() : base("n") { RegisterComponents(); }
                public override Tensor forward(Tensor x) => x.matmul(w);
            }
            """);

        Assert.Equal("0 x: input\n1 w: linear 16 -> 16, identity times(1.5), no bias <- 0", graph);
    }

    [Fact]
    public void TheExponentialOfASquareIsABell() => Assert.EndsWith("exp: Exp((Square(z) * -1)) <- 1", GraphText.OfClass("""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear fc = Linear(8, 8);
            public Net() : base("n") { RegisterComponents(); }
            public override Tensor forward(Tensor x) => torch.exp(-fc.call(x).pow(2));
        }
        """));

    private static LinearNode Layer(string forward, string path) => Assert.Single(GraphOf("", forward).Nodes.OfType<LinearNode>(), node => node.Path == path);

    private static LayerGraph GraphOf(string construct, string forward) => Assert.Single(GraphText.Trace($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear fc = Linear(16, 32);
            private readonly Parameter v = Parameter(0.1 * randn(32, 16)), g = Parameter(ones(32, 1)), two = Parameter(full(1, 2.0f));
            private readonly Tensor projection = torch.randn(8, 16) * 2.0, mask = torch.arange(16).unsqueeze(0) <= torch.arange(32).unsqueeze(1), listed = torch.tensor(new[] { 0.0f, 1.0f, 1.0f, 0.0f });
            public Net() : base("n") { {{construct}} RegisterComponents(); }
            public override Tensor forward(Tensor x) => {{forward}};
        }
        """).Variants).Graph;
}
