namespace GradGuard.Analyzers.Tests.Tracing;

/// <summary>Models that builders make, and parameters and names that helpers set.</summary>
public sealed class ConfiguredModelTests
{
    private const string Builder = """
        sealed class Builder
        {
            private readonly List<Module<Tensor, Tensor>> _layers = new();
            public Builder Dense(int n, Func<Module<Tensor, Tensor>> activation) { _layers.Add(Linear(n, n)); _layers.Add(activation()); return this; }
            public Builder Repeat(int times, Action<Builder> what) { for (int i = 0; i < times; i++) what(this); return this; }
            public Sequential Build() => Sequential(_layers);
        }
        """;

    [Theory]
    [InlineData("return new Builder().Repeat(2, b => b.Dense(8, Tanh)).Build();")]
    [InlineData("var b = new Builder(); for (var i = 0; i < 2; i++) b.Dense(8, () => Tanh()); return b.Build();")]
    [InlineData("var b = new Builder(); foreach (var width in new[] { 8, 8 }) Grow(b, width); return b.Build(); static void Grow(Builder b, int n) => b.Dense(n, () => Tanh());")]
    public void ABuilderCalledInALoopGrowsByEveryTurn(string body)
    {
        var traces = StandaloneTests.Models($$"""
            {{Builder}}
            static class Program
            {
                static Module<Tensor, Tensor> Make() { {{body}} }
            }
            """);

        Assert.Contains(traces, trace => trace.IsTraced && GraphText.Write(trace.Variants[0].Graph) == """
            0 input: input
            1 0: linear 8 -> 8 <- 0
            2 1: Tanh <- 1
            3 2: linear 8 -> 8 <- 2
            4 3: Tanh <- 3
            """);
    }

    [Theory]
    [InlineData("foreach (var p in new[] { own, other }) init.normal_(p, 0, 0.5);")]
    [InlineData("Draw(own, other); static void Draw(params Parameter[] all) { foreach (var p in all) p.normal_(0, 0.5); }")]
    [InlineData("foreach (var p in parameters()) if (p.dim() > 1) init.normal_(p, 0, 0.5);")]
    [InlineData("foreach (var (name, p) in named_parameters()) if (name == \"own\") init.normal_(p, 0, 0.5);")]
    public void AParameterIsDrawnAnewUnderWhateverName(string draw)
    {
        Assert.Equal("0 x: input\n1 own: linear 8 -> 8, normal_(0, 0.5), no bias <- 0", GraphText.OfClass($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Parameter own, other;
                public Net() : base("n")
                {
                    own = Parameter(torch.empty(8, 8));
                    other = Parameter(torch.empty(8, 8));
                    RegisterComponents();
                    {{draw}}
                }
                public override Tensor forward(Tensor x) => x.matmul(own);
            }
            """));
    }

    [Theory]
    [InlineData("register_module(\"first\", fc);", "first")]
    [InlineData("register_module(\"first\", fc); RegisterComponents();", "first")]
    [InlineData("RegisterComponents(); register_module(\"first\", fc);", "fc")]
    [InlineData("all.ForEach(l => register_module($\"l{all.IndexOf(l)}\", l));", "l0")]
    public void ALayerGoesByTheNameThatItGotFirst(string register, string name)
    {
        Assert.Equal($"0 x: input\n1 {name}: linear 8 -> 8 <- 0", GraphText.OfClass($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc = Linear(8, 8);
                private readonly List<Linear> all;
                public Net() : base("n") { all = [fc]; {{register}} }
                public override Tensor forward(Tensor x) => fc.call(x);
            }
            """));
    }

    [Theory]
    [InlineData("public abstract int Width { get; }", "public override int Width { get; } = 16;")]
    [InlineData("public abstract int Width { get; }", "public override int Width { get; } public Narrow() { Width = 16; }")]
    [InlineData("public virtual int Width { get; set; }", "public override int Width { get; set; } = 16;")]
    [InlineData("public virtual int Width => 8;", "public override int Width => 16;")]
    public void APropertyOfABaseClassIsTheOneThatOverridesIt(string declared, string overridden)
    {
        Assert.Equal("0 x: input\n1 fc: linear 16 -> 8 <- 0", GraphText.OfClass($$"""
            abstract class Shape { {{declared}} }
            class Narrow : Shape { {{overridden}} }
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc;
                public Net() : base("n") { Shape shape = new Narrow(); fc = Linear(shape.Width, 8); RegisterComponents(); }
                public override Tensor forward(Tensor x) => fc.call(x);
            }
            """));
    }

    [Theory]
    [InlineData("int[] d = { 8, 6, 4 }; s = Sequential(Array.ConvertAll(new[] { 1, 2 }, i => Linear(d[i - 1], d[i])));")]
    [InlineData("s = Sequential(new List<int> { 8, 6 }.ConvertAll(n => (Module<Tensor, Tensor>)Linear(n, n - 2)));")]
    [InlineData("s = Sequential(); Array.ForEach([8, 6], n => s.append(Linear(n, n - 2)));")]
    [InlineData("s = Sequential(new[] { 6, 8 }.OrderByDescending(n => n).Select(n => Linear(n, n - 2)));")]
    [InlineData("s = Sequential(new[] { 8, 6 }.OrderBy(n => -n).Select(n => Linear(n, n - 2)));")]
    [InlineData("s = Sequential(new[] { 8, 6, 2, 8 }.TakeWhile(n => n > 4).Select(n => Linear(n, n - 2)));")]
    [InlineData("s = Sequential(new[] { 2, 8, 6 }.SkipWhile(n => n < 4).Select(n => Linear(n, n - 2)));")]
    [InlineData("s = Sequential(Registry.Make(\"wide\"), Registry.Make(\"narrow\"));")]
    [InlineData("int? none = null, six = 6; s = Sequential(Linear(none.GetValueOrDefault(8), six.GetValueOrDefault()), Linear(6, 4 + none.GetValueOrDefault()));")]
    [InlineData("s = Sequential(); foreach (Spec spec in new Spec[] { new Dense(8, 6), new Skip(), new Dense(6, 4) }) switch (spec) { case Dense(var i, 6): s.append(Linear(i, 6)); break; case Dense(var i, var o): s.append(Linear(i, o)); break; }")]
    [InlineData("s = Sequential(Of<Wide>(), Of<Narrow>()); static Module<Tensor, Tensor> Of<T>() where T : IMade<T> => T.Make();")]
    public void ItsLayersAreKnown(string build)
    {
        Assert.Equal("0 x: input\n1 s.0: linear 8 -> 6 <- 0\n2 s.1: linear 6 -> 4 <- 1", GraphText.OfClass($$"""
            abstract record Spec;
            record Dense(int In, int Out) : Spec;
            record Skip : Spec;
            interface IMade<T> { static abstract Linear Make(); }
            class Wide : IMade<Wide> { public static Linear Make() => Linear(8, 6); }
            class Narrow : IMade<Narrow> { public static Linear Make() => Linear(6, 4); }
            static class Registry
            {
                private static readonly Dictionary<string, Func<Linear>> Makers = new() { ["wide"] = () => Linear(8, 6) };
                private static readonly Func<Linear> Narrow;
                static Registry() { Narrow = () => Linear(6, 4); Makers.Add("narrow", Narrow); }
                public static Module<Tensor, Tensor> Make(string name) => Makers[name]();
            }
            class Net : Module<Tensor, Tensor>
            {
                private readonly Sequential s;
                public Net() : base("n") { {{build}} RegisterComponents(); }
                public override Tensor forward(Tensor x) => s.call(x);
            }
            """));
    }

    [Fact]
    public void AWhileLoopCountsAsAForLoopDoes()
    {
        const string Source = """
            class Net : Module<Tensor, Tensor>
            {
                private readonly RNNCell cell = RNNCell(8, 8);
                public Net() : base("n") => RegisterComponents();
                public override Tensor forward(Tensor x)
                {
                    var h = torch.zeros(x.shape[0], 8);
                    LOOP
                    return h;
                }
            }
            """;
        var counted = GraphText.OfClass(Source.Replace("LOOP", "for (long t = 0; t < x.shape[1]; t++) { h = cell.call(x.select(1, t), h); }"));

        Assert.Equal(counted, GraphText.OfClass(Source.Replace("LOOP", "var t = 0L; while (t < x.shape[1]) { h = cell.call(x.select(1, t), h); t++; }")));
        Assert.Equal(counted, GraphText.OfClass(Source.Replace("LOOP", "var t = 0L; while (t < x.shape[1]) h = cell.call(x.select(1, t++), h);")));
        Assert.DoesNotContain("unknown", counted);
    }

    [Theory]
    [InlineData("(3, 16)", "convolution 16 -> 8, kernel 3, stride 1")]
    [InlineData("(5, 16), padding: (4, 0)", "convolution 16 -> 8, kernel 5, stride 1")]
    [InlineData("(3, 3)", "convolution 1 -> 8, kernel 9, stride 1")]
    public void AKernelAsWideAsTheVectorsMovesAlongTheSequence(string kernel, string expected)
    {
        Assert.Contains(expected, GraphText.OfClass($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Embedding table = Embedding(100, 16);
                private readonly Conv2d conv = Conv2d(1, 8, {{kernel}});
                public Net() : base("n") => RegisterComponents();
                public override Tensor forward(Tensor x) => conv.call(table.call(x).unsqueeze(1)).squeeze(3);
            }
            """));
    }
}
