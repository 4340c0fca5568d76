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
    [InlineData("64 * 64", "for (var p = 0; p < 64; p++) for (var i = 0; i < 64; i++) t[p * 64 + i] = (float)Math.Sin(p / Math.Pow(10000, i / 64.0));", 0.2417, 0.2418)]
    [InlineData("512 * 64", "for (var p = 0; p < 512; p++) for (var i = 0; i < 64; i += 2) { t[p * 64 + i] = (float)Math.Sin(p / Math.Pow(10000, i / 64.0)); t[p * 64 + i + 1] = (float)Math.Cos(p / Math.Pow(10000, i / 64.0)); }", 0.5, 0.5)]
    [InlineData("length", "for (var i = 0; i < length; i++) t[i] = MathF.Sin(i * 0.1f);", 0.5, 0.5)]
    [InlineData("4096", "for (var i = 0; i < 4096; i++) t[i] = 3;", 9, 9)]
    [InlineData("4096", "for (var i = 0; i < 4096; i += 4) t[i] = 2;", 1, 1.03)]
    [InlineData("64, 64", "for (var i = 0; i < 64; i++) t[i, i] = 8;", 1, 1)]
    public void A_table_that_loops_fill_is_what_they_put_into_it(string lengths, string loops, double least, double most)
    {
        var nodes = Assert.Single(GraphText.Trace($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Tensor table;
                private readonly Linear fc = Linear(8, 8);
                public Net(int length) : base("n") { var t = new float[{{lengths}}]; {{loops}} table = torch.tensor(t); RegisterComponents(); }
                public override Tensor forward(Tensor x) => fc.call(x) + table;
            }
            """).Variants).Graph.Nodes;

        var moment = nodes.OfType<GradGuard.Signal.InputNode>().Skip(1).Select(input => input.SecondMoment).DefaultIfEmpty(nodes.OfType<GradGuard.Signal.ShiftNode>().Select(shift => shift.Offset * shift.Offset).FirstOrDefault()).Single();
        Assert.InRange(moment, least, most);
    }

    [Theory]
    [InlineData("for (var i = 0; i < 4096; i++) t[i] = given[i];")]
    [InlineData("for (var i = 0; i < 4096; i++) { t[i] = i; t[i] *= scale; }")]
    [InlineData("Buffer.BlockCopy(given, 0, t, 0, 4 * 4096);")]
    [InlineData("given.AsSpan().CopyTo(t.AsSpan());")]
    [InlineData("System.Threading.Tasks.Parallel.For(0, 4096, i => t[i] = given[i]);")]
    [InlineData("t = new float[8]; Buffer.BlockCopy(given, 0, t, 0, 32);")]
    public void A_table_of_numbers_that_only_a_run_knows_is_not_followed(string loops) => Assert.NotEmpty(GraphText.Trace($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Tensor table;
            private readonly Linear fc = Linear(8, 8);
            public Net(float[] given, float scale) : base("n") { var t = new float[4096]; {{loops}} table = torch.tensor(t); RegisterComponents(); }
            public override Tensor forward(Tensor x) => fc.call(x) + table;
        }
        """).Unknowns);

    [Theory]
    [InlineData("return (torch.arange(8) % 2).to(torch.float32);", 0.5)]
    [InlineData("return (torch.arange(8) % 4 == 0).to(torch.float32);", 0.25)]
    [InlineData("return 1 - torch.arange(8).remainder(4).eq(0).@float();", 0.75)]
    [InlineData("return torch.arange(8).fmod(4).eq(0).logical_not();", 0.75)]
    [InlineData("return (torch.arange(8) < 2).to(torch.float32);", 0.25)]
    [InlineData("var m = torch.zeros(8); m[TensorIndex.Slice(0, 2)] = torch.tensor(1f); return m;", 0.25)]
    [InlineData("var m = torch.ones(8); for (var i = 0; i < 8; i += 4) m[i] = torch.tensor(0f); return m;", 0.75)]
    public void AMaskWhoseOnesTheCodeTellsLetsTheirShareThrough(string mask, double share)
    {
        var nodes = Assert.Single(GraphText.Trace($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Tensor mask;
                private readonly Linear fc = Linear(8, 8);
                public Net() : base("n") { mask = Make(); register_buffer("mask", mask); RegisterComponents(); }
                private static Tensor Make() { {{mask}} }
                public override Tensor forward(Tensor x) => x * mask + (1 - mask) * fc.call(x * mask);
            }
            """).Variants).Graph.Nodes;

        Assert.Equal([share, share, 1 - share], nodes.OfType<GradGuard.Signal.InputNode>().Skip(1).Select(input => input.SecondMoment).OrderBy(moment => moment == 1 - share));
        Assert.Equal(3, nodes.OfType<GradGuard.Signal.MultiplyNode>().Count());
        Assert.All(nodes.OfType<GradGuard.Signal.InputNode>().Skip(1), input => Assert.Equal(8, input.Features.Value));
    }

    [Theory]
    [InlineData("x * (given > 0)")]
    [InlineData("x * (torch.arange(8).unsqueeze(0) < torch.arange(8).unsqueeze(1))")]
    [InlineData("x * given.isnan()")]
    public void AMaskOfWhichNothingIsKnownChangesNothing(string forward) => Assert.Equal("0 x: input", GraphText.OfClass($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Tensor given;
            public Net(Tensor given) : base("n") { this.given = given; RegisterComponents(); }
            public override Tensor forward(Tensor x) => {{forward}};
        }
        """));

    [Theory]
    [InlineData("fc.call(torch.cat([(x * frequencies).sin(), (x * frequencies).cos()], -1))")]
    [InlineData("fc.call(torch.sin(x.unsqueeze(-1) * torch.exp(torch.arange(4) * -0.5)))")]
    public void SinesOfTheInputTimesAnyNumbersAreFeaturesOfMeanSquareOneHalf(string forward)
    {
        var trace = Trace(forward);

        Assert.Empty(trace.Unknowns);
        Assert.All(Assert.Single(trace.Variants).Graph.Nodes.OfType<GradGuard.Signal.InputNode>(), input => Assert.Equal(0.5, input.SecondMoment));
    }

    [Theory]
    [InlineData("torch.stack([torch.sin(angles), torch.cos(angles)], 2).view(50, 1, 8)")]
    [InlineData("torch.cat([angles.sin(), angles.cos()], 1).unsqueeze(1)")]
    [InlineData("Filled(angles)")]
    public void ATableOfSinesTellsPositions(string table)
    {
        var graph = Assert.Single(GraphText.Trace($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc = Linear(8, 8);
                private readonly Tensor places;
                public Net() : base("n")
                {
                    var angles = torch.arange(0, 50).unsqueeze(1) * torch.exp(torch.arange(0, 8, 2) * (-Math.Log(10000.0) / 8));
                    places = {{table}};
                    RegisterComponents();
                }
                private static Tensor Filled(Tensor angles)
                {
                    var table = torch.zeros(50, 8);
                    table[torch.TensorIndex.Ellipsis, torch.TensorIndex.Slice(0, null, 2)] = angles.sin();
                    table[torch.TensorIndex.Ellipsis, torch.TensorIndex.Slice(1, null, 2)] = angles.cos();
                    return table.unsqueeze(0).transpose(0, 1);
                }
                public override Tensor forward(Tensor x) => fc.call(x) + places;
            }
            """).Variants).Graph;

        Assert.True(graph.Nodes.OfType<GradGuard.Signal.InputNode>().Last().AreAngles);
    }

    [Theory]
    [InlineData("(x.unsqueeze(2) - x.unsqueeze(1)).pow(2).sum(-1).sqrt()", 3)]
    [InlineData("torch.linalg.norm(x.unsqueeze(2) - x.unsqueeze(1), dims: new long[] { -1 })", 3)]
    [InlineData("(x[TensorIndex.Colon, TensorIndex.Colon, TensorIndex.None] - x[TensorIndex.Colon, TensorIndex.None]).norm(-1)", 3)]
    [InlineData("(x.unsqueeze(2) - x.mean(new long[] { 1 }, true).unsqueeze(1)).pow(2).sum(-1)", null)]
    public void PointsWithDistancesToEachOtherHaveThreeCoordinates(string forward, int? features) =>
        Assert.Equal(features, Assert.Single(Trace(forward).Variants).Graph.Nodes.OfType<GradGuard.Signal.InputNode>().First().Features.Value);

    [Fact]
    public void ABasisThatTheCodeListsIsNoWeightOfTheModel()
    {
        var model = Assert.Single(GraphText.Trace("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear theta = Linear(8, 4);
                private readonly Tensor basis;
                public Net(int degree = 3) : base("n")
                {
                    basis = stack(Enumerable.Range(0, degree + 1).Select(power => linspace(0, 1, 12).pow(power)));
                    RegisterComponents();
                }
                public override Tensor forward(Tensor x) => theta.call(x).matmul(basis);
            }
            """).Variants);

        Assert.Equal(["theta"], model.Predict(TestContext.Current.CancellationToken).Layers.Select(layer => layer.Path));
        // A row of ones, and three of powers whose mean squares are 1/3, 1/5 and 1/7.
        var draw = model.Graph.Nodes.OfType<GradGuard.Signal.LinearNode>().Last().Weight;
        Assert.Equal((1 + (1.0 / 3) + (1.0 / 5) + (1.0 / 7)) / 4, draw.SecondMoment(1, 1), 0.03);
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
