namespace GradGuard.Analyzers.Tests.Tracing;

/// <summary>Operations of forward, one by one.</summary>
public sealed class OperationTests
{
    [Theory]
    [InlineData("return x + y;", "2 add: add <- 0, 1")]
    [InlineData("return x.add(y);", "2 add: add <- 0, 1")]
    [InlineData("return x.add_(y);", "2 add: add <- 0, 1")]
    [InlineData("return torch.add(x, y);", "2 add: add <- 0, 1")]
    [InlineData("x += y; return x;", "2 add: add <- 0, 1")]
    [InlineData("return x + x;", "1 add: add <- 0, 0")]
    [InlineData("return x - y;", "2 scale: times -1 <- 1\n3 add: add <- 0, 2")]
    [InlineData("return x * y;", "2 multiply: multiply <- 0, 1")]
    [InlineData("return x.mul(y);", "2 multiply: multiply <- 0, 1")]
    [InlineData("return 0.5 * x;", "1 scale: times 0.5 <- 0")]
    [InlineData("return x.mul(0.5f);", "1 scale: times 0.5 <- 0")]
    [InlineData("return x / 4;", "1 scale: times 0.25 <- 0")]
    [InlineData("return x / Math.Sqrt(4);", "1 scale: times 0.5 <- 0")]
    [InlineData("return -x;", "1 scale: times -1 <- 0")]
    [InlineData("return x + 2;", "1 shift: plus 2 <- 0")]
    [InlineData("return torch.maximum(x, y);", "2 add: add <- 0, 1\n3 scale: times -1 <- 1\n4 add: add <- 0, 3\n5 abs: Abs <- 4\n6 add: add <- 2, 5\n7 scale: times 0.5 <- 6")]
    [InlineData("return x.minimum(y);", "2 add: add <- 0, 1\n3 scale: times -1 <- 1\n4 add: add <- 0, 3\n5 abs: Abs <- 4\n6 scale: times -1 <- 5\n7 add: add <- 2, 6\n8 scale: times 0.5 <- 7")]
    [InlineData("return torch.cat(new[] { x, y }, 1);", "2 cat: concatenate <- 0, 1")]
    [InlineData("return torch.cat([x, y], dim: 1);", "2 cat: concatenate <- 0, 1")]
    [InlineData("return x.view(-1, 8).reshape(8, 8).transpose(0, 1);", "1 view: reshape <- 0\n2 reshape: reshape <- 1\n3 transpose: reshape <- 2")]
    [InlineData("return x.contiguous().clone().alias().to(torch.float32);", "")]
    [InlineData("return x.mean(new long[] { 2, 3 });", "1 mean: Average pool ? <- 0")]
    [InlineData("return x[torch.TensorIndex.Ellipsis, -1];", "1 select: 1 features <- 0")]
    [InlineData("return functional.max_pool2d(x, 2);", "1 max_pool2d: Maximum pool 4 <- 0")]
    [InlineData("return functional.leaky_relu(x, 0.2);", "1 leaky_relu: LeakyReLU(0.2) <- 0")]
    [InlineData("return x.clamp(0, 6);", "1 clamp: Hardtanh(0, 6) <- 0")]
    [InlineData("return x.clamp_min(0);", "1 clamp_min: ReLU <- 0")]
    [InlineData("return clamp_min(x, -0.5);", "1 clamp_min: clamp_min(-0.5) <- 0")]
    [InlineData("return x.clamp_max(6);", "1 clamp_max: clamp_max(6) <- 0")]
    [InlineData("return functional.local_response_norm(x, 5, 1e-4, 0.75, 2);", "1 local_response_norm: times 0.5946 <- 0")]
    [InlineData("return functional.softmax(x, 1);", "1 softmax: softmax <- 0")]
    [InlineData("return torch.logsumexp(x, -1);", "1 logsumexp: log sum exp <- 0")]
    [InlineData("return x.log_softmax(1);", "1 log_softmax: log softmax <- 0")]
    [InlineData("return functional.dropout(x, 0.1, training: false);", "")]
    [InlineData("return x + torch.zeros_like(x);", "")]
    [InlineData("return 1 - x;", "1 scale: times -1 <- 0\n2 shift: plus 1 <- 1")]
    [InlineData("return functional.interpolate(x, scale_factor: new double[] { 2, 2 });", "1 interpolate: upsample 4 <- 0")]
    [InlineData("return x * torch.ones(8);", "")]
    [InlineData("return x.masked_fill(x > 0, 0);", "")]
    [InlineData("return torch.exp(x);", "1 exp: Exp <- 0")]
    [InlineData("return torch.lgamma(x);", "1 lgamma: unknown: 'lgamma' <- 0")]
    [InlineData("return x.matmul(y);", "2 matmul: product over features and features <- 0, 1")]
    [InlineData("var (a, b) = (x, y); return b;", null)]
    [InlineData("Tensor? z = null; z ??= x; return z?.relu() ?? y;", "1 relu: ReLU <- 0")]
    public void OperationIsUnderstood(string body, string? expected)
    {
        var graph = GraphText.OfClass($$"""
            class Net : Module<Tensor, Tensor, Tensor>
            {
                public Net() : base("n") { }
                public override Tensor forward(Tensor x, Tensor y) { {{body}} }
            }
            """);

        var inputs = expected is null ? "0 y: input" : expected.Contains(", 1") && expected[0] == '2' && !expected.StartsWith("2 shift", StringComparison.Ordinal) || expected.StartsWith("2 scale", StringComparison.Ordinal) ? "0 x: input\n1 y: input" : "0 x: input";
        Assert.Equal(string.IsNullOrEmpty(expected) ? inputs : $"{inputs}\n{expected}", graph);
    }

    [Theory]
    [InlineData("return conv.call(x).mean(new long[] { 1 }, keepdim: true);", "2 mean: SumNode <- 1")]
    [InlineData("return conv.call(x).relu().mean(new long[] { 2, 3 }, keepdim: true);", "2 relu: ReLU <- 1\n3 mean: Average pool ? <- 2")]
    [InlineData("var (peak, _) = torch.max(conv.call(x), 1, keepdim: true); return peak;", "2 max: LargestFeatureNode <- 1")]
    [InlineData("return conv.call(x).amax(new long[] { 1 }, true);", "2 amax: LargestFeatureNode <- 1")]
    [InlineData("return conv.call(x).amax(new long[] { 2, 3 });", "2 amax: Maximum pool ? <- 1")]
    public void ReductionOverChannelsKeepsThePositions(string body, string expected) => Assert.Equal("0 x: input\n1 conv: convolution 3 -> 8, kernel 9, stride 1 <- 0\n" + expected, GraphText.OfClass($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Conv2d conv = Conv2d(3, 8, 3);
            public Net() : base("n") { RegisterComponents(); }
            public override Tensor forward(Tensor x) { {{body}} }
        }
        """));

    [Fact]
    public void MeanOverTheChannelsOfAGatedMapKeepsThePositions() => Assert.EndsWith(
        "7 multiply: multiply <- 6, 2\n8 mean: SumNode <- 7", GraphText.OfClass("""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Conv2d conv = Conv2d(3, 8, 3);
            private readonly Linear gate = Linear(8, 8);
            public Net() : base("n") { RegisterComponents(); }
            public override Tensor forward(Tensor x)
            {
                var map = conv.call(x).relu();
                var open = gate.call(map.mean(new long[] { 2, 3 })).unsqueeze(-1).unsqueeze(-1);
                return (open * map).mean(new long[] { 1 }, keepdim: true);
            }
        }
        """));

    [Theory]
    [InlineData("y.view(y.shape[0], 4, 2, y.shape[2], y.shape[3]).max(2).values", "2 view: reshape <- 1\n3 max: largest of 2 <- 2")]
    [InlineData("y.reshape(y.size(0), 2, 4, y.size(2), y.size(3)).amax(new long[] { 2 })", "2 reshape: reshape <- 1\n3 amax: largest of 4 <- 2")]
    [InlineData(
        "y.view(y.shape[0], 2, 4, y.shape[2], y.shape[3]).transpose(1, 2).contiguous().view(y.shape[0], 8, y.shape[2], y.shape[3]).chunk(2, 1)[0]",
        "2 view: reshape <- 1\n3 transpose: reshape <- 2\n4 view: reshape <- 3\n5 chunk: part of 2 <- 4")]
    public void ChannelsInGroupsBeforeTheLengthsOfTheMapAreChannelsStill(string body, string expected) => Assert.EndsWith(expected, GraphText.OfClass($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Conv2d conv = Conv2d(3, 8, 3);
            public Net() : base("n") { RegisterComponents(); }
            public override Tensor forward(Tensor x) { var y = conv.call(x); return {{body}}; }
        }
        """));

    [Theory]
    [InlineData("y.reshape(x.shape[0], 4, 3).max(2).values", "2 reshape: reshape <- 1\n3 max: largest of 3 <- 2")]
    [InlineData("y.view(-1, 3, 4).amax(new long[] { 1 })", "2 view: reshape <- 1\n3 amax: largest of 3 <- 2")]
    [InlineData("y.view(-1, 4, 5).amax(new long[] { 1 })", "2 view: reshape <- 1\n3 amax: Maximum pool ? <- 2")]
    public void TheLargestOfPiecesOfAVectorIsMaxout(string body, string expected) => Assert.EndsWith(expected, GraphText.OfClass($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear fc = Linear(8, 12);
            public Net() : base("n") { RegisterComponents(); }
            public override Tensor forward(Tensor x) { var y = fc.call(x); return {{body}}; }
        }
        """));

    [Fact]
    public void ANormalizationOverTheRestOfAViewByGroupsIsOneOfGroups()
    {
        var norm = Assert.Single(Assert.Single(GraphText.Trace("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Conv2d conv = Conv2d(3, 8, 3);
                public Net() : base("n") { RegisterComponents(); }
                public override Tensor forward(Tensor x)
                {
                    var y = conv.call(x);
                    var g = y.view(y.size(0), 4, -1);
                    g = (g - g.mean([2], keepdim: true)) / (g.var(2, unbiased: false, keepdim: true) + 1e-5).sqrt();
                    return g.view(y.size(0), 8, y.size(2), y.size(3));
                }
            }
            """).Variants).Graph.Nodes.OfType<GradGuard.Signal.NormalizationNode>());

        Assert.Equal(GradGuard.Signal.NormalizationKind.Group, norm.Kind);
        Assert.Equal(4, norm.Groups.Value);
    }

    [Theory]
    [InlineData("torch.cat(q.split(4, 2), 0)", "torch.cat(y.split(x.size(0), 0), 2)")]
    [InlineData("torch.cat(q.chunk(4, 2), 0)", "torch.cat(y.chunk(4, 0), -1)")]
    public void HeadsAsSamplesOfTheirOwnAreARearrangement(string apart, string together) => Assert.Equal(
        """
        0 x: input
        1 fc: linear 8 -> 16 <- 0
        2 cat: reshape <- 1
        3 transpose: reshape <- 2
        4 attention: dot-product attention, scale 0.25 <- 2, 3, 2
        5 cat: reshape <- 4
        """,
        GraphText.OfClass($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc = Linear(8, 16);
                public Net() : base("n") { RegisterComponents(); }
                public override Tensor forward(Tensor x)
                {
                    var q = fc.call(x);
                    var h = {{apart}};
                    var y = softmax(h.bmm(h.transpose(1, 2)) / 4.0, 2).bmm(h);
                    return {{together}};
                }
            }
            """));

    [Fact]
    public void AVectorWithTwoMoreAxesIsAMapOfOnePosition() => Assert.Equal(1, Assert.Single(GraphText.Trace("""
        class Net : Module<Tensor, Tensor>
        {
            private readonly ConvTranspose2d up = ConvTranspose2d(100, 64, 4);
            public Net() : base("n") { RegisterComponents(); }
            public override Tensor forward(Tensor z) => up.call(z.unsqueeze(-1).unsqueeze(-1));
        }
        """).Variants).Graph.Nodes.OfType<GradGuard.Signal.ReshapeNode>().Last().Spread.Value);

    [Fact]
    public void MeanOverTheNodesOfAGraphKeepsTheFeatures() => Assert.EndsWith("3 relu: ReLU <- 2\n4 mean: Average pool ? <- 3", GraphText.OfClass("""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear fc = Linear(8, 32);
            private readonly Tensor neighbours = torch.eye(12);
            public Net() : base("n") { RegisterComponents(); }
            public override Tensor forward(Tensor x) => functional.relu(torch.matmul(neighbours, fc.call(x))).mean(new long[] { 1 });
        }
        """));

    [Theory]
    [InlineData("LSTM(8, 16, 2)", "Lstm 8 -> 16 x 2", "var (y, h, c) = layer.call(x, null); return y;", "LSTM")]
    [InlineData("GRU(8, 16)", "Gru 8 -> 16 x 1", "return layer.call(x, torch.zeros(1, 2, 16)).Item1;", "GRU")]
    [InlineData("RNN(8, 16)", "Tanh 8 -> 16 x 1", "var (y, _) = layer.call(x, torch.zeros(1, 2, 16)); return y;", "RNN")]
    [InlineData("RNN(8, 16, nonLinearity: NonLinearities.ReLU)", "Relu 8 -> 16 x 1", "var r = layer.call(x, torch.zeros(1, 2, 16)); return r.Item1;", "RNN")]
    [InlineData("Embedding(100, 16)", "embedding 100 x 16", "return layer.call(x);", "Embedding")]
    [InlineData("ConvTranspose2d(8, 4, (3, 5), (2, 2))", "convolution 8 -> 4, kernel 15, stride 4", "return layer.call(x);", "ConvTranspose2d")]
    [InlineData("Conv3d(8, 4, (1, 3, 3), padding: (0, 1, 1))", "convolution 8 -> 4, kernel 9, stride 1", "return layer.call(x);", "Conv3d")]
    [InlineData("Conv1d(8, 4, 3, stride: 2)", "convolution 8 -> 4, kernel 3, stride 2", "return layer.call(x);", "Conv1d")]
    [InlineData("GroupNorm(4, 16)", "Group norm", "return layer.call(x);", "GroupNorm")]
    [InlineData("Hardtanh(-2, 2)", "Hardtanh(-2, 2)", "return layer.call(x);", "Hardtanh")]
    [InlineData("ELU(0.5)", "ELU(0.5)", "return layer.call(x);", "ELU")]
    [InlineData("AvgPool2d(2)", "Average pool 4", "return layer.call(x);", "AvgPool2d")]
    [InlineData("Dropout(0.3)", "dropout 0.3", "return layer.call(x);", "Dropout")]
    [InlineData("Flatten()", "reshape", "return layer.call(x);", "Flatten")]
    [InlineData("ReflectionPad2d(2)", "PadNode", "return layer.call(x);", "ReflectionPad2d")]
    [InlineData("ZeroPad2d((1, 2, 1, 2))", "PadNode", "return layer.call(x);", "ZeroPad2d")]
    [InlineData("LogSoftmax(1)", "log softmax", "return layer.call(x);", "LogSoftmax")]
    public void LayerIsUnderstood(string make, string expected, string body, string type)
    {
        var trace = GraphText.Trace($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly {{type}} layer = {{make}};
                public Net() : base("n") { RegisterComponents(); }
                public override Tensor forward(Tensor x) { {{body}} }
            }
            """);

        Assert.Empty(trace.Unknowns);
        Assert.Equal($"0 x: input\n1 layer: {expected} <- 0", GraphText.Write(Assert.Single(trace.Variants).Graph));
    }

    [Fact]
    public void SeveralOutputsCountTogether()
    {
        Assert.Equal(
            """
            0 x: input
            1 mean: linear 8 -> 2 <- 0
            2 spread: linear 8 -> 2 <- 0
            3 output: outputs <- 1, 2
            """,
            GraphText.OfClass("""
            class Net : Module<Tensor, (Tensor, Tensor)>
            {
                private readonly Linear mean = Linear(8, 2), spread = Linear(8, 2);
                public Net() : base("n") { }
                public override (Tensor, Tensor) forward(Tensor x) => (mean.call(x), spread.call(x));
            }
            """));
    }

    [Fact]
    public void ModuleFromOutsideIsUnknownWithItsName()
    {
        var trace = GraphText.Trace("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Module<Tensor, Tensor> inner;
                public Net(Module<Tensor, Tensor> inner) : base("n") { this.inner = inner; }
                public override Tensor forward(Tensor x) => inner.call(x) + x;
            }
            """);

        Assert.Equal(["the module 'inner', which comes from outside"], trace.Unknowns);
    }

    [Theory]
    [InlineData("functional.avg_pool2d(conv.call(x), x.shape[3])", false)]
    [InlineData("functional.avg_pool2d(h = conv.call(x), h.shape[3])", true)]
    [InlineData("functional.avg_pool2d(h = conv.call(x), new long[] { h.shape[2], h.shape[3] })", true)]
    [InlineData("functional.max_pool2d(h = conv.call(x), new[] { h.size(2), h.size(3) })", true)]
    [InlineData("functional.avg_pool2d(h = conv.call(x), 4)", false)]
    public void AWindowAsLongAsTheMapLeavesOnePosition(string forward, bool isWhole) =>
        Assert.Equal(isWhole, Assert.Single(OfMap(forward).Nodes.OfType<GradGuard.Signal.PoolNode>()).OutputPositions.Value == 1);

    [Theory]
    [InlineData("x[torch.TensorIndex.Colon, torch.TensorIndex.Colon, torch.TensorIndex.Slice(step: 2), torch.TensorIndex.Slice(step: 2)]", "2 select: Average pool 1, stride 2 <- 1\n3 select: Average pool 1, stride 2 <- 2")]
    [InlineData("x[torch.TensorIndex.Colon, torch.TensorIndex.Slice(0, null, 4)]", "2 select: part of 4 <- 1")]
    [InlineData("x.slice(2, 0, 32, 2)", "2 slice: Average pool 1, stride 2 <- 1")]
    [InlineData("x[torch.TensorIndex.Slice(step: 2)]", "2 select: reshape <- 1")]
    public void EverySecondElementIsWhatAStrideLeaves(string slice, string expected) =>
        Assert.EndsWith(expected, GraphText.Write(OfMap("slice(conv.call(x))", $"Tensor slice(Tensor x) => {slice};")), StringComparison.Ordinal);

    [Theory]
    [InlineData("functional.pad(conv.call(x), new long[] { 0, 0, 0, 0, 2, 2 })", "2 zeros: NoiseNode <- 1\n3 pad: concatenate <- 1, 2")]
    [InlineData("functional.pad(conv.call(x), new long[] { 0, 0, 0, 0, 0, 8 })", "2 zeros: NoiseNode <- 1\n3 zeros: NoiseNode <- 1\n4 pad: concatenate <- 1, 2, 3")]
    [InlineData("functional.pad(conv.call(x), new long[] { 1, 1, 1, 1 })", "2 pad: PadNode <- 1")]
    public void ChannelsArePaddedWithEmptyOnes(string forward, string expected) => Assert.EndsWith(expected, GraphText.Write(OfMap(forward)), StringComparison.Ordinal);

    [Theory]
    [InlineData("view(x.shape[0], x.shape[1], 4, -1)")]
    [InlineData("view(x.size(0), x.size(1), heads, -1)")]
    public void TheLastAxisOfAViewByHeadsIsTheWidthOfOne(string view) => Assert.Equal(
        GradGuard.Signal.Size.Of(8),
        Assert.Single(Assert.Single(GraphText.Trace($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear q = Linear(32, 32), k = Linear(32, 32), v = Linear(32, 32);
                private readonly int heads = 4;
                public Net() : base("n") { RegisterComponents(); }
                private Tensor Split(Tensor x) => x.{{view}}.transpose(1, 2);
                public override Tensor forward(Tensor x) => Split(q.call(x)).matmul(Split(k.call(x)).transpose(-1, -2)).softmax(-1).matmul(Split(v.call(x)));
            }
            """).Variants).Graph.Nodes.OfType<GradGuard.Signal.DotProductAttentionNode>()).HeadWidth);

    [Theory]
    [InlineData("x = attention.call(x, x, x).Item1 + x; return head.call(x[0]);", true)]
    [InlineData("x = x + attention.call(x, x, x).Item1; x = x + ff.call(x); return head.call(norm.call(x)[0]);", true)]
    [InlineData("x = x + attention.call(x, x, x).Item1; return head.call(x[-1]);", false)]
    [InlineData("return head.call(ff.call(x)[0]);", false)]
    public void TheFirstOfTheStepsThatAttentionGivesStandsFirst(string body, bool isFirst) => Assert.Equal(
        isFirst,
        Assert.Single(Assert.Single(GraphText.Trace($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly MultiheadAttention attention = MultiheadAttention(8, 2);
                private readonly Linear ff = Linear(8, 8), head = Linear(8, 2);
                private readonly LayerNorm norm = LayerNorm(8);
                public Net() : base("n") { RegisterComponents(); }
                public override Tensor forward(Tensor x) { {{body}} }
            }
            """).Variants).Graph.Nodes.OfType<GradGuard.Signal.SelectNode>()).IsFirst);

    private static GradGuard.Signal.LayerGraph OfMap(string forward, string helper = "") => Assert.Single(GraphText.Trace($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Conv2d conv = Conv2d(3, 4, 3);
            public Net() : base("n") { RegisterComponents(); }
            public override Tensor forward(Tensor x) { Tensor h; return {{forward}}; }
            {{helper}}
        }
        """).Variants).Graph;

    [Fact]
    public void ParameterOfTheUsersOwnIsAnInputWithItsMoment()
    {
        Assert.Equal("0 x: input\n1 randn: input of 0.0004\n2 add: add <- 0, 1", GraphText.OfClass("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Parameter position = Parameter(torch.randn(1, 16, 8) * 0.02);
                public Net() : base("n") { RegisterComponents(); }
                public override Tensor forward(Tensor x) => x + position;
            }
            """));
    }

    [Theory]
    [InlineData("Tensor[]", "torch.cat(xs, 1)")]
    [InlineData("List<Tensor>", "torch.cat(xs, dim: 1)")]
    [InlineData("IEnumerable<Tensor>", "torch.stack(xs, 1)")]
    public void TensorsOfAListThatForwardIsGivenAreOneInput(string list, string joined) => Assert.Equal("0 xs: input\n1 fc: linear 8 -> 4 <- 0", GraphText.OfClass($$"""
        class Net : Module<{{list}}, Tensor>
        {
            private readonly Linear fc = Linear(8, 4);
            public Net() : base("n") { RegisterComponents(); }
            public override Tensor forward({{list}} xs) => fc.call({{joined}});
        }
        """));
}
