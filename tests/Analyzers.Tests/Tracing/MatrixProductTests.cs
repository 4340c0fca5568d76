namespace GradGuard.Analyzers.Tests.Tracing;

/// <summary>Products of two tensors that both come from the model.</summary>
public sealed class MatrixProductTests
{
    private const string Applied = """
        0 x: input
        1 g: linear 8 -> 24 <- 0
        2 a: linear 8 -> 6 <- 0
        3 unsqueeze: reshape <- 2
        4 weight: reshape <- 1
        5 bmm: product over features and positions, 6 terms <- 3, 4
        6 squeeze: reshape <- 5
        """;

    [Fact]
    public void ARowTimesWeightsThatANetworkMakes() => Assert.Equal(Applied, Graph("var w = g.call(x).view(-1, 6, 4); return a.call(x).unsqueeze(1).bmm(w).squeeze(1);"));

    [Theory]
    [InlineData("var w = g.call(x).view(-1, 4, 6); return w.bmm(a.call(x).unsqueeze(-1)).squeeze(-1);")]
    [InlineData("var w = g.call(x).view(x.shape[0], 4, 6); return torch.matmul(w, a.call(x).unsqueeze(2)).squeeze(2);")]
    [InlineData("var w = g.call(x).reshape(-1, 4, 6); return einsum(\"boi,bi->bo\", w, a.call(x));")]
    [InlineData("var w = g.call(x).reshape(-1, 4, 6); return einsum(\"bi,boi->bo\", a.call(x), w);")]
    [InlineData("var w = g.call(x).view(4, 6); return functional.linear(a.call(x), w);")]
    public void WeightsTimesAColumn(string body) => Assert.Contains("product over features and features, 6 terms", Graph(body));

    [Theory]
    [InlineData("return torch.baddbmm(a.call(x).unsqueeze(1), a.call(x).unsqueeze(1), g.call(x).view(-1, 6, 4));", true)]
    [InlineData("return torch.baddbmm(torch.zeros(1), a.call(x).unsqueeze(1), g.call(x).view(-1, 6, 4));", false)]
    [InlineData("return torch.baddbmm(a.call(x).unsqueeze(1), a.call(x).unsqueeze(1), g.call(x).view(-1, 6, 4), beta: 0);", false)]
    public void WhatIsAddedToAProductIsPartOfIt(string body, bool isAdded) => Assert.Equal(isAdded, Graph(body).Contains(": add <- ", StringComparison.Ordinal));

    [Fact]
    public void TheWeightsOfTheNextLayerAreAppliedToAColumnTooAfterABiasAndAnActivation() => Assert.EndsWith(
        """
        7 bmm: product over features and features, 6 terms <- 5, 6
        8 column: reshape <- 7
        9 add: add <- 8, 3
        10 relu: ReLU <- 9
        11 weight: reshape <- 4
        12 bmm: product over features and features, 4 terms <- 10, 11
        13 column: reshape <- 12
        14 add: add <- 13, 3
        """,
        Graph("var w = g.call(x).view(-1, 4, 6); var b = a.call(x).unsqueeze(-1); var v = g.call(x).view(-1, 6, 4); var c = a.call(x).unsqueeze(-1); return v.bmm((w.bmm(c) + b).relu()) + b;"),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("functional.conv2d(x, K(), padding: [1, 1])", "")]
    [InlineData("functional.conv2d(x, K(), bias: b, padding: [1, 1])", "\n10 randn: input\n11 add: add <- 9, 10")]
    [InlineData("functional.conv2d(x, K(), strides: [2, 2])", "\n10 stride: Average pool 1, stride 4 <- 9")]
    public void AKernelThatANetworkMakesIsAMatrixAppliedToPatches(string convolution, string end) => Assert.Equal(
        $"""
        0 x: input
        1 randn: input
        2 w: linear 16 -> 20, normal_(0, 1), no bias <- 1
        3 view: reshape <- 2
        4 v: linear 10 -> 54, normal_(0, 1), no bias <- 3
        5 view: reshape <- 4
        6 flatten: reshape <- 5
        7 kernels: reshape <- 6
        8 patches: concatenate <- 0, 0, 0, 0, 0, 0, 0, 0, 0
        9 conv2d: product over features and features, 18 terms <- 8, 7{end}
        """,
        GraphText.OfClass($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Parameter z = Parameter(randn(16)), w = Parameter(randn(16, 20)), v = Parameter(randn(10, 54)), b = Parameter(randn(6));
            public Net() : base("n") { RegisterComponents(); }
            private Tensor K() => mm(matmul(z, w).view(2, 10), v).view(6, 2, 3, 3);
            public override Tensor forward(Tensor x) => {{convolution}};
        }
        """));

    [Theory]
    [InlineData("var n = x.shape[1]; return (torch.ones(n, n) - torch.eye(n)).matmul(a.call(x));", "2 sum: SumNode <- 1\n3 scale: times -1 <- 1\n4 matmul: add <- 2, 3")]
    [InlineData("return torch.full(new[] { x.shape[1], x.shape[1] }, 0.5).matmul(a.call(x));", "3 scale: times 0.5 <- 2\n4 matmul: upsample ? <- 3, 1")]
    public void AMatrixOfOnesGivesEveryPositionTheSumOfAll(string body, string expected) => Assert.EndsWith(expected, Graph(body));

    [Fact]
    public void HalvesOfOneVectorThatScoreEitherEndOfAPairMakeAttentionOverNeighbours() => Assert.Contains("attention to ? of ?, LeakyReLU(0.2)", GraphText.OfClass("""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Parameter w = Parameter(torch.empty(8, 6)), a = Parameter(torch.empty(12, 1));
            public Net() : base("n") { init.xavier_uniform_(w); init.xavier_uniform_(a); RegisterComponents(); }
            public override Tensor forward(Tensor x)
            {
                var h = x.mm(w);
                var e = functional.leaky_relu(h.matmul(a.narrow(0, 0, 6)) + h.matmul(a.slice(0, 6, 12, 1)).t(), 0.2);
                return functional.softmax(e, 1).matmul(h);
            }
        }
        """), StringComparison.Ordinal);

    [Fact]
    public void HeadsOfAGraphAttentionStandSideBySide()
    {
        var graph = Assert.Single(GraphText.Trace("""
            class Head : Module<Tensor, Tensor>
            {
                private readonly Parameter w = Parameter(randn(8, 6)), a = Parameter(randn(12, 1));
                public Head() : base("h") { RegisterComponents(); }
                public override Tensor forward(Tensor x)
                {
                    var h = mm(x, w);
                    var e = functional.leaky_relu(matmul(h, a.narrow(0, 0, 6)) + matmul(h, a.narrow(0, 6, 6)).t(), 0.2);
                    return functional.elu(matmul(functional.softmax(e, 1), h), 1.0);
                }
            }
            class Net : Module<Tensor, Tensor>
            {
                private readonly Head one = new(), two = new();
                public Net() : base("n") { RegisterComponents(); }
                public override Tensor forward(Tensor x) => cat(new[] { one.call(x), two.call(x) }, dim: 1);
            }
            """).Variants).Graph;

        Assert.False(Assert.IsType<Signal.ConcatenateNode>(graph.Nodes[^1]).AlongPositions);
    }

    [Fact]
    public void AGeneratedBiasIsAdded() => Assert.EndsWith("add: add <- 5, 3", Graph("return functional.linear(a.call(x), g.call(x).view(4, 6), b.call(x));", "b = Linear(8, 4)"));

    [Theory]
    [InlineData("return a.call(x).unsqueeze(2).bmm(b.call(x).unsqueeze(1));", "product over positions and positions, 1 terms")]
    [InlineData("return a.call(x).transpose(1, 2).matmul(b.call(x));", "product over positions and positions")]
    [InlineData("return einsum(\"bnd,bne->bde\", a.call(x), b.call(x));", "product over positions and positions")]
    [InlineData("var s = a.call(x).matmul(b.call(x).transpose(1, 2)); return s.relu().matmul(a.call(x));", "product over features and positions")]
    [InlineData("var s = a.call(x).matmul(b.call(x).transpose(1, 2)) * 0.5; return s.flatten(1).relu();", "product over features and features")]
    public void ProductsThatAreNoAttentionAreProducts(string body, string product)
    {
        var graph = Graph(body, "b = Linear(8, 6)");
        Assert.Contains(product, graph);
        Assert.DoesNotContain("unknown", graph);
    }

    [Theory]
    [InlineData("a.call(x).matmul(b.call(x).transpose(1, 2))", "s.matmul(x)")]
    [InlineData("einsum(\"bqd,bkd->bqk\", a.call(x), b.call(x))", "einsum(\"bqk,bkd->bqd\", s, x)")]
    public void UnderASoftmaxTheyStayAttention(string scores, string mix) =>
        Assert.Contains("attention: dot-product attention, scale 0.5 <- 1, ", Graph($"var s = ({scores} * 0.5).softmax(-1); return {mix};", "b = Linear(8, 6)"));

    [Theory]
    [InlineData("links[i * 12 + i] = 1f / 3; links[i * 12 + (i + 1) % 12] = 1f / 3; links[i * 12 + (i + 11) % 12] = 1f / 3;", 3)]
    [InlineData("for (var j = 0; j < 12; j++) links[i * 12 + j] = 0.25f;", 12)]
    [InlineData("links[i * 12 + (i + 1) % 12] = 1;", null)]
    [InlineData("links[i * 12 + (i + 1) % 12] = 1; links[i * 12 + i] = -1;", null)]
    public void A_matrix_that_the_code_writes_tells_how_many_neighbours_each_row_has(string row, int? neighbours)
    {
        var nodes = Assert.Single(GraphText.Trace($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Parameter w = Parameter(randn(8, 6)), b = Parameter(randn(6));
                private readonly Linear head = Linear(6, 1);
                private readonly Tensor adjacency;
                public Net() : base("n") { adjacency = Ring(); register_buffer("adjacency", adjacency); RegisterComponents(); }
                private static Tensor Ring() { var links = new float[144]; for (var i = 0; i < 12; i++) { {{row}} } return torch.tensor(links).reshape(12, 12); }
                public override Tensor forward(Tensor x) => head.call((adjacency.matmul(x.matmul(w)) + b).relu().mean([1]));
            }
            """).Variants).Graph.Nodes;

        var mix = nodes.OfType<GradGuard.Signal.PoolNode>().FirstOrDefault(node => node.StrideVolume.Value == 1 && node.WindowVolume.IsKnown);
        Assert.Equal(neighbours, (int?)mix?.WindowVolume.Value ?? (nodes.OfType<GradGuard.Signal.SumNode>().Any(node => node.OverFeatures == false) ? 12 : null));
        Assert.True(mix is null || mix.OutputPositions.Value == 12);
        // The mean is over the rows, whatever bias they have got.
        Assert.Contains(nodes, node => node is GradGuard.Signal.PoolNode { OutputPositions.Value: 1 });
    }

    [Theory]
    [InlineData("a.call(x) - a.call(x).mean([1], keepdim: true)", false)]
    [InlineData("Centred(a.call(x))", true)]
    [InlineData("Centred(x)", false)]
    public void What_a_layer_has_made_less_its_mean_has_its_features_there(string forward, bool isOverFeatures) =>
        Assert.Equal(isOverFeatures, Assert.Single(GraphText.Trace($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear a = Linear(8, 6);
                public Net() : base("n") { RegisterComponents(); }
                private static Tensor Centred(Tensor z) => z - z.mean([1], keepdim: true);
                public override Tensor forward(Tensor x) => {{forward}};
            }
            """).Variants).Graph.Nodes.Any(node => node is GradGuard.Signal.SumNode { OverFeatures: true, IsMean: true }));

    // mm takes matrices alone, so the rows that it mixes are the nodes of one graph, or the steps of one sequence.
    [Theory]
    [InlineData("mm(adjacency, a.call(x))", true)]
    [InlineData("adjacency.mm(a.call(x)).relu()", true)]
    [InlineData("adjacency.matmul(a.call(x))", false)]
    [InlineData("mm(x, w)", false)]
    [InlineData("(a.call(x).mm(a.call(x).t()) * 0.5).softmax(-1).mm(x)", true)]
    [InlineData("(a.call(x).matmul(a.call(x).mT) * 0.5).softmax(-1).matmul(x)", false)]
    public void Rows_that_a_product_of_matrices_mixes_are_one_sample(string forward, bool isOne)
    {
        var trace = GraphText.Trace($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear a = Linear(8, 6);
                private readonly Parameter w = Parameter(randn(8, 6));
                private readonly Tensor adjacency;
                public Net(Tensor adjacency) : base("n") { this.adjacency = adjacency; RegisterComponents(); }
                public override Tensor forward(Tensor x) => {{forward}};
            }
            """);
        Assert.Equal(isOne, Assert.Single(trace.Variants).Graph.IsOneSample);
    }

    private static string Graph(string body, string further = "c = Linear(8, 8)") => GraphText.OfClass($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear a = Linear(8, 6), g = Linear(8, 24), {{further}};
            public Net() : base("n") { RegisterComponents(); }
            public override Tensor forward(Tensor x) { {{body}} }
        }
        """);
}
