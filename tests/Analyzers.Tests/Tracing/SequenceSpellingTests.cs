using GradGuard.Analyzers.Tracing;

namespace GradGuard.Analyzers.Tests.Tracing;

/// <summary>Spellings of sequence, retrieval and table models that are understood from beginning to end.</summary>
public sealed class SequenceSpellingTests
{
    [Theory]
    [InlineData("var p = arange(x.shape[1]).unsqueeze(0).expand_as(x); return a.call(x + table.call(p));")]
    [InlineData("var h = a.call(x); h = h / h.norm(dim: 1, keepdim: true); return b.call(h);")]
    [InlineData("var h = a.call(x); h = h / h.pow(2).sum(-1, keepdim: true).sqrt().clamp_min(1e-8); return b.call(h);")]
    [InlineData("return functional.cosine_similarity(a.call(x), b.call(x), 1);")]
    [InlineData("var l = functional.normalize(a.call(x), dim: -1); var r = functional.normalize(b.call(x), dim: -1); return l.matmul(r.t()) * 10;")]
    [InlineData("var mask = x.gt(0).to(ScalarType.Float32); var h = a.call(x); return (h * mask).sum(1) / mask.sum(1).clamp(min: 1);")]
    [InlineData("var h = torch.zeros(4, 8).matmul(own); return torch.tanh(a.call(x) + h);")]
    [InlineData("var parts = a.call(x).chunk(2, -1) is [var q, var k] ? (q, k) : throw new InvalidOperationException(); return parts.q * parts.k;")]
    public void ItHasNoUnknown(string body) => Assert.Empty(GraphText.Trace(Source(body)).Unknowns);

    [Fact]
    public void LettersThatCountNameLayers()
    {
        var trace = GraphText.Trace("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly ModuleDict<Linear> layers = new();
                public Net() : base("n") { for (var c = 'a'; c < 'd'; c++) layers.Add(c.ToString(), Linear(8, 8)); RegisterComponents(); }
                public override Tensor forward(Tensor x) { foreach (var (_, layer) in layers) x = layer.call(x); return x; }
            }
            """);

        Assert.Equal(["layers.a", "layers.b", "layers.c"], LayersOf(trace));
    }

    [Fact]
    public void LoopOverColumnsTakesEveryModule()
    {
        var trace = GraphText.Trace("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly ModuleList<Linear> lifts = ModuleList(Linear(1, 8), Linear(1, 8), Linear(1, 8));
                private readonly Linear head = Linear(24, 2);
                public Net() : base("n") { RegisterComponents(); }
                public override Tensor forward(Tensor x)
                {
                    var lifted = new List<Tensor>();
                    for (var v = 0; v < x.shape[^1]; v++) lifted.Add(lifts[v].call(x.select(1, v).unsqueeze(-1)));
                    return head.call(cat(lifted, -1));
                }
            }
            """);

        Assert.Equal(["lifts.0", "lifts.1", "lifts.2", "head"], LayersOf(trace));
    }

    [Fact]
    public void ModulesAreWalkedOnceTheyAreRegistered() =>
        Assert.Contains("constant_(0)", ZeroedBy("RegisterComponents(); foreach (var m in modules()) if (m is Linear l) init.zeros_(l.weight);"), StringComparison.Ordinal);

    [Fact]
    public void NoModuleIsWalkedBeforeItIsRegistered() =>
        Assert.DoesNotContain("constant_(0)", ZeroedBy("foreach (var m in modules()) if (m is Linear l) init.zeros_(l.weight); RegisterComponents();"), StringComparison.Ordinal);

    [Fact]
    public void ThePublicConstructorStandsBeforeAPrivateOne()
    {
        var trace = GraphText.Trace("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc;
                public Net() : this(new[] { 8, 4 }, 3) { }
                private Net(int[] widths, int outputs) : base("n") { fc = Linear(widths[^1], outputs); RegisterComponents(); }
                public override Tensor forward(Tensor x) => fc.call(x);
            }
            """);

        Assert.Contains("linear 4 -> 3", GraphText.Write(trace.Variants[0].Graph), StringComparison.Ordinal);
    }

    private static string ZeroedBy(string constructor) => GraphText.OfClass($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear fc = Linear(8, 8);
            public Net() : base("n") { {{constructor}} }
            public override Tensor forward(Tensor x) => fc.call(x);
        }
        """);

    private static IEnumerable<string> LayersOf(ModelTrace trace) =>
        Assert.Single(trace.Variants).Predict(TestContext.Current.CancellationToken).Layers.Select(layer => layer.Path);

    private static string Source(string body) => $$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear a = Linear(8, 8), b = Linear(8, 8);
            private readonly Embedding table = Embedding(8, 8);
            private readonly TorchSharp.Modules.Parameter own = Parameter(torch.randn(8, 8));
            public Net() : base("n") { RegisterComponents(); }
            public override Tensor forward(Tensor x) { {{body}} }
        }
        """;
}
