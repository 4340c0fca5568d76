namespace GradGuard.Analyzers.Tests.Tracing;

/// <summary>Tables from which a name that only the caller knows takes one entry: each entry is one way to build the model.</summary>
public sealed class PresetTests
{
    private static readonly string[] EveryDepth = ["1", "2", "3"];

    [Theory]
    [InlineData("var depth = presets[name];")]
    [InlineData("var depth = presets[name.ToLower()];")]
    [InlineData("if (!presets.TryGetValue(name, out var depth)) throw new ArgumentException(nameof(name));")]
    public void EveryPresetIsOneVariant(string choice) => Assert.Equal(EveryDepth, GraphText.VariantsOf(Source(choice)).Select(Layers));

    [Fact]
    public void TheSameNameTakesTheSamePresetEverywhere() => Assert.Equal(
        EveryDepth, GraphText.VariantsOf(Source("var depth = presets[name]; if (depth != presets[name]) throw new Exception();")).Select(Layers));

    [Fact]
    public void ANameThatIsKnownTakesItsOwn() => Assert.Equal(["2"], GraphText.VariantsOf(Source("var depth = presets[\"base\"];")).Select(Layers));

    [Fact]
    public void ALongTableIsDataOfWhichNothingIsKnown()
    {
        var entries = string.Join(", ", Enumerable.Range(0, 20).Select(i => $"[\"{i}\"] = {i}"));
        var trace = GraphText.Trace($$"""
            class Net : Module<Tensor, Tensor>
            {
                private static readonly Dictionary<string, int> table = new() { {{entries}} };
                private readonly Sequential net;
                public Net(string name) : base("n")
                {
                    net = Sequential();
                    for (var i = 0; i < table[name]; i++) net.append(Linear(8, 8));
                    RegisterComponents();
                }
                public override Tensor forward(Tensor x) => net.call(x);
            }
            """);

        Assert.False(trace.IsTraced);
    }

    [Fact]
    public void AHeadTakenByNameIsEachOfThemInTurn()
    {
        var variants = GraphText.VariantsOf("""
            class Net : Module<Tensor, string, Tensor>
            {
                private readonly Linear body = Linear(8, 8);
                private readonly ModuleDict<Linear> heads = ModuleDict(("age", Linear(8, 1)), ("sex", Linear(8, 2)));
                public Net() : base("n") { RegisterComponents(); }
                public override Tensor forward(Tensor x, string task) => heads[task].call(body.call(x));
            }
            """);

        Assert.Equal(
            ["0 x: input\n1 body: linear 8 -> 8 <- 0\n2 heads.age: linear 8 -> 1 <- 1", "0 x: input\n1 body: linear 8 -> 8 <- 0\n2 heads.sex: linear 8 -> 2 <- 1"],
            variants);
    }

    [Theory]
    [InlineData("x.size()[^1]")]
    [InlineData("x.size(-1)")]
    [InlineData("x.shape[^1]")]
    public void SizeAndShapeSayTheSame(string width) => Assert.Equal("0 x: input\n1 first: linear 8 -> 12 <- 0\n2 second: linear 12 -> 12 <- 1", GraphText.OfClass($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear first = Linear(8, 12), second = Linear(12, 12), other = Linear(12, 3);
            public Net() : base("n") { RegisterComponents(); }
            public override Tensor forward(Tensor x)
            {
                x = first.call(x);
                return {{width}} == 12 ? second.call(x) : other.call(x);
            }
        }
        """));

    private static string Layers(string graph) => (graph.Split('\n').Length - 1).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string Source(string choice) => $$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Dictionary<string, int> presets = new() { ["tiny"] = 1, ["base"] = 2, ["large"] = 3 };
            private readonly Sequential net;
            public Net(string name) : base("n")
            {
                {{choice}}
                net = Sequential();
                for (var i = 0; i < depth; i++) net.append(Linear(8, 8));
                RegisterComponents();
            }
            public override Tensor forward(Tensor x) => net.call(x);
        }
        """;
}
