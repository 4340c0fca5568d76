namespace GradGuard.Analyzers.Tests.Tracing;

/// <summary>Spellings that stand in many models: statements in place, gates, stacks, noise, masks.</summary>
public sealed class CommonSpellingTests
{
    [Theory]
    [InlineData("var y = a.call(x); y.add_(x); return y;", "add: add <- 1, 0")]
    [InlineData("var y = a.call(x); y.relu_(); return y;", "relu: ReLU <- 1")]
    [InlineData("var y = a.call(x); y = y.mul_(0.5); return y;", "scale: times 0.5 <- 1")]
    [InlineData("var y = a.call(x); y.add_(x).relu_(); return y;", "2 add: add <- 1, 0\n3 relu: ReLU <- 2")]
    [InlineData("var y = a.call(x); y.add_(x).add_(b.call(x)); return y;", "2 add: add <- 1, 0\n3 b: linear 8 -> 8 <- 0\n4 add: add <- 2, 3")]
    public void WhatAMethodDoesInPlaceIsDone(string body, string expected) => Assert.EndsWith(expected, Graph(body));

    [Theory]
    [InlineData("return new[] { a, b }.Aggregate(x, (h, layer) => layer.call(h), h => h.relu());", "2 b: linear 8 -> 8 <- 1\n3 relu: ReLU <- 2")]
    [InlineData("var same = (8, 1); return same == (8, 1) ? a.call(x) : x;", "1 a: linear 8 -> 8 <- 0")]
    [InlineData("var (i, s) = (8L, 2L); return (i, s) != (8L, 1L) ? a.call(x) : x;", "1 a: linear 8 -> 8 <- 0")]
    [InlineData("return a.call(LocalResponseNorm(5).call(x));", "times 1 <- 0\n2 a: linear 8 -> 8 <- 1")]
    [InlineData("return a.call(Unfold(2, stride: 2).call(x).transpose(1, 2));", "reshape <- 0\n2 transpose: reshape <- 1\n3 a: linear 8 -> 8 <- 2")]
    public void ItIsFollowed(string body, string expected) => Assert.EndsWith(expected, Graph(body));

    [Fact]
    public void AStackGivesBackWhatCameLastAndAQueueWhatCameFirst() => Assert.Equal(
        """
        0 x: input
        1 a: linear 8 -> 8 <- 0
        2 b: linear 8 -> 8 <- 1
        3 add: add <- 2, 1
        """,
        Graph("var s = new Stack<Tensor>(); var q = new Queue<Tensor>(); q.Enqueue(a.call(x)); s.Push(x); s.Push(b.call(q.Peek())); return s.Pop() + q.Dequeue();"));

    [Fact]
    public void ANewObjectOfATypeParameterIsThatOfTheCaller() => Assert.Equal(
        """
        0 x: input
        1 stack.items.0.fc: linear 8 -> 8 <- 0
        2 stack.items.1.fc: linear 8 -> 8 <- 1
        """,
        GraphText.OfClass("""
            class Unit : Module<Tensor, Tensor> { private readonly Linear fc = Linear(8, 8); public Unit() : base("u") { RegisterComponents(); } public override Tensor forward(Tensor x) => fc.call(x); }
            class Stack<T> : Module<Tensor, Tensor> where T : Module<Tensor, Tensor>, new()
            {
                private readonly ModuleList<T> items = new();
                public Stack() : base("s") { items.Add(new T()); items.Add(Make<T>()); RegisterComponents(); }
                private static M Make<M>() where M : new() => new M();
                public override Tensor forward(Tensor x) { foreach (var item in items) x = item.call(x); return x; }
            }
            class Net : Module<Tensor, Tensor> { private readonly Stack<Unit> stack = new(); public Net() : base("n") { RegisterComponents(); } public override Tensor forward(Tensor x) => stack.call(x); }
            """));

    [Fact]
    public void AGenericClassStandsForWhatIsMadeOfIt() => Assert.Contains("fc: linear 8 -> 8", GraphText.OfClass(
        """
        class Unit : Module<Tensor, Tensor> { private readonly Linear fc = Linear(8, 8); public Unit() : base("u") { RegisterComponents(); } public override Tensor forward(Tensor x) => fc.call(x); }
        class Wrapper<T> : Module<Tensor, Tensor> where T : Module<Tensor, Tensor>, new()
        {
            private readonly T inner;
            public Wrapper() : base("w") { inner = new T(); RegisterComponents(); }
            public override Tensor forward(Tensor x) => inner.call(x);
        }
        static class Use { public static object Make() => new Wrapper<Unit>(); }
        """,
        "Wrapper"));

    [Theory]
    [InlineData("return torch.softmax(torch.matmul(x, b.call(x).transpose(-2, -1)) * (float)torch.pow(8, -0.5f), -1).matmul(x);", "attention: dot-product attention <- 0, 2, 0")]
    public void AFactorThatATensorGaveIsANumber(string body, string expected) => Assert.EndsWith(expected, Graph(body));

    [Theory]
    [InlineData("return x + gate.sigmoid() * (h - x);")]
    [InlineData("return x - gate.sigmoid() * (x - h);")]
    [InlineData("return torch.lerp(x, h, gate.sigmoid());")]
    public void APathBetweenTwoValuesHoldsEachOnce(string body)
    {
        var graph = Graph("var h = a.call(x); var gate = b.call(x); " + body);

        Assert.Contains("shift: plus 1", graph);
        Assert.Equal(2, graph.Split("multiply: multiply").Length - 1);
        Assert.Single(graph.Split('\n'), line => line.Contains("add: add", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("return torch.stack(new[] { a.call(x), b.call(x) }, 1).sum(1);", "add: add <- 1, 2")]
    [InlineData("return torch.stack(new[] { a.call(x), b.call(x) }, 0).mean(new long[] { 0 });", "scale: times 0.5 <- 3")]
    [InlineData("var w = torch.softmax(gate.call(x), -1).unsqueeze(-1); return (w * torch.stack(new[] { a.call(x), b.call(x) }, dim: 1)).sum(dim: 1);", "add: add <- 7, 9")]
    public void ASumOverAStackIsTheSumOfItsParts(string body, string expected) => Assert.EndsWith(expected, Graph(body));

    [Theory]
    [InlineData("return a.call(x).sum(1) / x.shape[1];", true, false)]
    [InlineData("return a.call(x).sum(1).div((float)x.size(1));", true, false)]
    [InlineData("var h = a.call(x); var n = h.shape[1]; return h.sum(dim: 1) / n;", true, false)]
    [InlineData("return a.call(x).sum(1) / Math.Sqrt(x.size(1));", false, true)]
    [InlineData("var n = (double)x.shape[1]; return a.call(x).sum(1) / Math.Sqrt(n);", false, true)]
    public void ASumOverAsManyAsThereAreIsAMean(string body, bool isMean, bool isByRoot)
    {
        var graph = GraphText.Trace($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear a = Linear(8, 8);
                public Net() : base("n") { RegisterComponents(); }
                public override Tensor forward(Tensor x) { {{body}} }
            }
            """).Variants.Single().Graph;
        var sum = Assert.IsType<GradGuard.Signal.SumNode>(graph.Nodes[graph.Output]);
        Assert.Equal((isMean, isByRoot), (sum.IsMean, sum.IsByRoot));
    }

    [Theory]
    [InlineData("return (a.call(x) * b.call(x)).sum(-1);", "SumNode <- 3")]
    [InlineData("return a.call(x).mean(new long[] { -1 });", "SumNode <- 1")]
    [InlineData("return functional.normalize(a.call(x), dim: -1);", "UnitLength norm <- 1")]
    [InlineData("return functional.alpha_dropout(a.call(x), 0.1, training: true);", "dropout 0.1 <- 1")]
    [InlineData("var z = a.call(x); return z + torch.randn_like(z) * 0.5;", "add: add <- 1, 2")]
    [InlineData("return torch.einsum(\"bf,bnf->bn\", a.call(x), b.call(x));", "SumNode <- 3")]
    [InlineData("return torch.zeros(4, 8).index_add(0, torch.arange(4), a.call(x), 1);", "reshape <- 1")]
    [InlineData("return torch.softmax(torch.where(x > 0, a.call(x), -9e15 * torch.ones_like(x)), 1);", "softmax: softmax <- 1")]
    [InlineData("return a.call(x) + x.new_zeros(8);", "linear 8 -> 8 <- 0")]
    [InlineData("return torch.matmul(neighbours, a.call(x));", "matmul: reshape <- 1")]
    public void AnOperationIsKnown(string body, string expected)
    {
        var graph = Graph(body);

        Assert.EndsWith(expected, graph);
        Assert.DoesNotContain("unknown", graph);
    }

    [Theory]
    [InlineData("return functional.interpolate(conv.call(x), size: new long[] { x.shape[2], x.shape[3] });")]
    [InlineData("var s = (h: x.shape[2], w: x.shape[3]); return functional.interpolate(conv.call(x), size: [s.h, s.w], mode: torch.InterpolationMode.Bilinear);")]
    [InlineData("var size = x.shape[^2..]; return functional.interpolate(conv.call(x), size: size);")]
    public void AMapOfTheSizeOfAnotherHasItsPositions(string body) => Assert.EndsWith("interpolate: upsample ? <- 1, 0", Graph(body));

    [Theory]
    [InlineData("return conv.call(functional.adaptive_avg_pool2d(conv.call(x), 1)).expand(-1, -1, x.shape[2], x.shape[3]);", "expand: upsample ? <- 3, 0")]
    [InlineData("var y = conv.call(x); return y.mean([2, 3], keepdim: true).expand_as(y);", "expand_as: upsample ? <- 2, 1")]
    [InlineData("var y = conv.call(x); return y.expand(-1, -1, 8, 8);", "expand: reshape <- 1")]
    public void AMeanThatIsExpandedToAMapHasItsPositions(string body, string expected) => Assert.EndsWith(expected, Graph(body));

    [Theory]
    [InlineData("var z = a.call(x); var q = b.call(z); return z + (q - z).detach();", "StraightThroughNode <- 2, 1")]
    [InlineData("var z = a.call(x); var q = b.call(z); return (q - z).detach() + z;", "StraightThroughNode <- 2, 1")]
    public void AStepThatIsDetachedPassesTheGradientStraightThrough(string body, string expected) => Assert.EndsWith(expected, Graph(body));

    [Fact]
    public void ATensorThatTheCodeMakesIsThere() => Assert.EndsWith("w: linear 8 -> 4, normal_(0, 1), no bias <- 0", Graph("return w is not null ? functional.linear(x, w) : x;"));

    [Fact]
    public void AWeightThatIsScaledAtEveryUseGoesByItsName() => Assert.Contains("w: linear 8 -> 4", Graph("return functional.linear(x, w * 0.25);"));

    [Fact]
    public void AParameterThatIsDrawnInPlaceKeepsItsShape() => Assert.Contains("late: linear 8 -> 6, kaiming", Graph("return functional.linear(x, late);"));

    [Theory]
    [InlineData("s = s.masked_fill(torch.tril(torch.ones(4, 4)) == 0, float.NegativeInfinity);", true)]
    [InlineData("var m = torch.triu(torch.full(new long[] { 4, 4 }, double.NegativeInfinity), 1); s = s + m;", true)]
    [InlineData("s = torch.where(torch.ones(4, 4).tril().to(torch.@bool), s, torch.full_like(s, -1e9));", true)]
    [InlineData("s = s.masked_fill(torch.zeros(4, 4) == 1, float.NegativeInfinity);", false)]
    public void ATriangleHidesLaterPositions(string mask, bool isCausal)
    {
        var trace = GraphText.Trace(Source($"var s = torch.matmul(a.call(x), b.call(x).transpose(-2, -1)) / 3; {mask} return torch.matmul(torch.softmax(s, -1), x);"));
        var attention = Assert.Single(trace.Variants.Single().Graph.Nodes.OfType<GradGuard.Signal.DotProductAttentionNode>());

        Assert.Equal(isCausal, attention.IsCausal);
    }

    [Theory]
    [InlineData("return conv.call(wide.call(x).relu().view(-1, 4, 2, 3));", 6)]
    [InlineData("return conv.call(nn.Unflatten(1, new long[] { 4, 2, 3 }).call(wide.call(x)));", 6)]
    [InlineData("return functional.pixel_shuffle(conv.call(x), 2);", 4)]
    public void FeaturesBecomePositions(string body, long positions)
    {
        var reshape = GraphText.Trace(Source(body)).Variants.Single().Graph.Nodes.OfType<GradGuard.Signal.ReshapeNode>().Single();

        Assert.Equal(positions, reshape.Spread.Value);
    }

    [Fact]
    public void ARecordComesApartIntoItsParameters() => Assert.Contains("linear 8 -> 5", GraphText.OfClass("""
        record Sizes(int In, int Out) { public int Other { get; init; } }
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear fc;
            public Net() : base("n") { var (i, o) = new Sizes(8, 3) with { Out = 5 }; fc = Linear(i, o); RegisterComponents(); }
            public override Tensor forward(Tensor x) => fc.call(x);
        }
        """));

    [Theory]
    [InlineData("private readonly Linear[] heads = System.Array.ConvertAll(new[] { 3, 5 }, width => Linear(8, width));")]
    [InlineData("private readonly List<Linear> heads = new List<int> { 3, 5 }.ConvertAll(width => Linear(8, width));")]
    public void EachElementIsConverted(string field) => Assert.EndsWith(
        "heads.1: linear 8 -> 5 <- 0",
        GraphText.OfClass($$"""
            class Net : Module<Tensor, Tensor>
            {
                {{field}}
                public Net() : base("n") { for (var i = 0; i < 2; i++) register_module($"heads.{i}", heads[i]); }
                public override Tensor forward(Tensor x) => heads[1].call(x);
            }
            """));

    [Fact]
    public void AnActionIsDoneToEachElement() => Assert.Equal(
        """
        0 x: input
        1 a: linear 8 -> 8 <- 0
        2 b: linear 8 -> 8 <- 1
        """,
        Graph("System.Array.ForEach(new[] { a, b }, layer => x = layer.call(x)); return x;"));

    [Fact]
    public void ADictionaryOfModulesKnowsItsKeys() => Assert.Equal(
        """
        0 x: input
        1 layers.fc0: linear 8 -> 8 <- 0
        2 layers.fc1: linear 8 -> 8 <- 1
        """,
        GraphText.OfClass("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly ModuleDict<Linear> layers = new();
                public Net() : base("n") { layers.Add("fc0", Linear(8, 8)); layers.Add("fc1", Linear(8, 8)); RegisterComponents(); }
                public override Tensor forward(Tensor x) { for (var i = 0; layers.ContainsKey("fc" + i); i++) x = layers["fc" + i].call(x); return x; }
            }
            """));

    private static string Graph(string body) => GraphText.OfClass(Source(body));

    private static string Source(string body) => $$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear a = Linear(8, 8), b = Linear(8, 8), gate = Linear(8, 2), wide = Linear(8, 24);
            private readonly Conv2d conv = Conv2d(4, 8, 3);
            private readonly Parameter w = Parameter(torch.randn(4, 8)), late = Parameter(torch.empty(6, 8));
            private readonly Tensor neighbours = torch.eye(8);
            public Net() : base("n") { init.kaiming_normal_(late); RegisterComponents(); }
            public override Tensor forward(Tensor x) { {{body}} }
        }
        """;

    [Theory]
    [InlineData("view(-1, 3 * 16)", true)]
    [InlineData("reshape(-1, width)", true)]
    [InlineData("view(ids.shape[0], width)", true)]
    [InlineData("view(-1, 16)", false)]
    [InlineData("view(-1, 8)", false)]
    public void VectorsOfASampleAreJoined(string view, bool isJoined) => Assert.Equal(isJoined, GraphText.Trace($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Embedding table = Embedding(50, 16);
            private readonly int width = 3 * 16;
            public Net() : base("net") { RegisterComponents(); }
            public override Tensor forward(Tensor ids) => table.call(ids).{{view}};
        }
        """).Variants[0].Graph.Nodes.OfType<GradGuard.Signal.ReshapeNode>().Single().MergesPositions);

    [Fact]
    public void WhatIsLeftOfASumOverPositionsHasItsFeaturesInTheirPlace() => Assert.Equal([false, false, true], GraphText.Trace("""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Embedding table = Embedding(50, 16);
            public Net() : base("net") { RegisterComponents(); }
            public override Tensor forward(Tensor ids)
            {
                var x = table.call(ids);
                return 0.5 * (torch.sum(x, 1).pow(2) - torch.sum(x.pow(2), 1)).sum(1, keepdim: true);
            }
        }
        """).Variants[0].Graph.Nodes.OfType<GradGuard.Signal.SumNode>().Select(sum => sum.OverFeatures is not false));
}
