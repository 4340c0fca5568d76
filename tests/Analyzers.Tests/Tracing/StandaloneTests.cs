using GradGuard.Analyzers.Tests.Verification;
using GradGuard.Analyzers.Tracing;

namespace GradGuard.Analyzers.Tests.Tracing;

/// <summary>Sequentials outside module classes are models of their own, wherever they are made.</summary>
public sealed class StandaloneTests
{
    private const string Expected = """
        0 input: input
        1 0: linear 8 -> 8 <- 0
        2 1: Tanh <- 1
        """;

    [Theory]
    [InlineData("var model = Sequential(Linear(8, 8), Tanh());")]
    [InlineData("var model = Sequential(Linear(8, 8)); model.append(Tanh());")]
    [InlineData("var layers = new List<Module<Tensor, Tensor>> { Linear(8, 8) }; layers.Add(Tanh()); var model = Sequential(layers).to(torch.float32);")]
    [InlineData("using var model = Sequential(new Module<Tensor, Tensor>[] { Linear(8, 8), Tanh() }); var x = torch.randn(2, 8); for (var i = 0; i < 100_000_000; i++) { x = model.call(x); if (x.sum().item<float>() > 1) break; }")]
    [InlineData("var layers = new List<Module<Tensor, Tensor>>(); void Put(Module<Tensor, Tensor> m) => layers.Add(m); Put(Linear(8, 8)); Put(Tanh()); var model = Sequential(layers);")]
    [InlineData("var layers = new List<Module<Tensor, Tensor>>(); void Put(int n) { layers.Add(Linear(n, n)); layers.Add(Tanh()); } Put(8); var model = Sequential(layers);")]
    [InlineData("var layers = new List<Module<Tensor, Tensor>>(); Action<int> put = n => { layers.Add(Linear(n, n)); layers.Add(Tanh()); }; put(8); var model = Sequential(layers);")]
    [InlineData("var layers = new List<Module<Tensor, Tensor>>(); Put(layers, 8); var model = Sequential(layers); static void Put(List<Module<Tensor, Tensor>> to, int n) { to.Add(Linear(n, n)); to.Add(Tanh()); }")]
    [InlineData("if (args.Length > 0) return; var model = Sequential(Linear(8, 8), Tanh());")]
    [InlineData("Module<Tensor, Tensor> Build(int n) => Sequential(Linear(n, n), Tanh()); var model = Build(8);")]
    [InlineData("Func<Sequential> build = () => Sequential(Linear(8, 8), Tanh()); Use(build); static void Use(Func<Sequential> b) { }")]
    public void ModelOfAMemberIsTraced(string body)
    {
        var source = $$"""
            static class Program
            {
                static void Main(string[] args) { {{body}} }
            }
            """;
        var traces = Models(source);

        Assert.Contains(traces, trace => trace.IsTraced && GraphText.Write(trace.Variants[0].Graph) == Expected);
    }

    [Theory]
    [InlineData("private readonly Sequential model; public Trainer() { model = Sequential(Linear(8, 8), Tanh()); }")]
    [InlineData("private readonly Sequential model; public Trainer() => model = Sequential(Linear(8, 8), Tanh());")]
    [InlineData("private readonly Sequential model; public Trainer(string path) : this() => Console.WriteLine(path); public Trainer() => model = Sequential(Linear(8, 8), Tanh());")]
    [InlineData("private static readonly Sequential model; static Trainer() { model = Sequential(Linear(8, 8), Tanh()); }")]
    [InlineData("private readonly Sequential model; public Trainer(int columns) { model = Build(8, 1, Tanh); } static Sequential Build(int width, int depth, Func<Module<Tensor, Tensor>> activation) { var parts = new List<Module<Tensor, Tensor>>(); for (var i = 0; i < depth; i++) { parts.Add(Linear(width, width)); parts.Add(activation()); } return Sequential(parts); } static Module<Tensor, Tensor> Tanh() => nn.Tanh();")]
    [InlineData("public event Action? Started; public Trainer() { Started += () => { var model = Sequential(Linear(8, 8), Tanh()); Console.WriteLine(model); }; }")]
    public void ModelOfAConstructorIsTraced(string members) =>
        Assert.Contains(Models($$"""class Trainer { {{members}} }"""), trace => trace is { Name: "model", IsTraced: true } && GraphText.Write(trace.Variants[0].Graph) == Expected);

    [Fact]
    public void ModelWithoutANameOfItsOwnHasThatOfTheClassWhoseConstructorMakesIt() =>
        Assert.Equal("Trainer", Assert.Single(Models("class Trainer { public Trainer() => Console.WriteLine(Sequential(Linear(8, 8), Tanh())); }")).Name);

    [Theory]
    [InlineData("public Trainer(Settings settings) { width = settings.Width; model = Build(); } private readonly int width; Sequential Build() => Sequential(Linear(width, width), Tanh());", "new Settings()")]
    [InlineData("public Trainer(int width = 8) { model = Build(width); } static Sequential Build(int width) => Sequential(Linear(width, width), Tanh());", "")]
    [InlineData("public Trainer(int width) { this.width = width; model = Build(); } private readonly int width; Sequential Build() => Sequential(Linear(width, width), Tanh());", "8")]
    [InlineData("private readonly int width = 8; public Trainer() { model = Sequential(Linear(width, width), Tanh()); Start(); } void Start() => Console.WriteLine(width);", "")]
    public void ModelOfAConstructorKnowsWhatTheObjectIsGiven(string members, string arguments) => Assert.Contains(
        Models($$"""record Settings(int Width = 8); class Trainer { private readonly Sequential model; {{members}} public static void Main() => Console.WriteLine(new Trainer({{arguments}})); }"""),
        trace => trace is { Name: "model", IsTraced: true } && GraphText.Write(trace.Variants[0].Graph) == Expected);

    [Theory]
    [InlineData("foreach (var layer in model.modules().OfType<Linear>()) init.normal_(layer.weight, 0, 0.01);")]
    [InlineData("foreach (var (name, weight) in model.named_parameters()) if (name.EndsWith(\"weight\")) init.normal_(weight, 0, 0.01);")]
    [InlineData("model.apply(layer => { if (layer is Linear linear) init.normal_(linear.weight, 0, 0.01); });")]
    public void MethodThatAConstructorCallsDrawsTheWeights(string draw) => Assert.Contains(
        Models($$"""class Trainer { private readonly Sequential model; public Trainer() { model = Sequential(Linear(8, 8), Tanh()); Draw(); } private void Draw() { {{draw}} } }"""),
        trace => GraphText.Write(trace.Variants[0].Graph).Contains("normal_(0, 0.01)"));

    [Theory]
    [InlineData("static Sequential Build() => Sequential(Linear(8, 8), Tanh()); static void Main() { var model = Build(); }", "Build")]
    [InlineData("readonly Sequential model; Program() => model = Build(); static Sequential Build() => Sequential(Linear(8, 8), Tanh());", "Build")]
    [InlineData("static Sequential Build(int width) => Sequential(Linear(width, width), Tanh()); static void Main() { var model = Build(8); }", "Build model")]
    [InlineData("static Sequential Build() => Sequential(Linear(8, 8), Tanh()); static void Main() { var model = Build(); model.append(Linear(8, 8)); }", "Build model")]
    public void ModelThatAMethodMakesTheSameForAllIsToldOnce(string members, string names) =>
        Assert.Equal(names, string.Join(" ", Models($$"""class Program { {{members}} }""").Select(trace => trace.Name).Order(StringComparer.Ordinal)));

    [Theory]
    [InlineData("var model = Sequential(Linear(8, 8), Tanh());", "model")]
    [InlineData("var model = Sequential(Linear(8, 8), Tanh()).to(CPU); Console.WriteLine(model);", "model")]
    [InlineData("Console.WriteLine(Sequential(Linear(8, 8), Tanh()));", "Program")]
    public void TopLevelProgramIsTraced(string source, string name)
    {
        var trace = Assert.Single(Models(source));
        Assert.Equal(name, trace.Name);
        Assert.Equal(Expected, GraphText.Write(Assert.Single(trace.Variants).Graph));
    }

    [Fact]
    public void StaticFieldAndPropertyAreTraced()
    {
        var traces = Models("""
            static class Models
            {
                static readonly Sequential Field = Sequential(Linear(8, 8), Tanh());
                static Sequential Property => Sequential(Linear(8, 8), Tanh());
            }
            """);

        Assert.Equal(2, traces.Count);
        Assert.All(traces, trace => Assert.Equal(Expected, GraphText.Write(Assert.Single(trace.Variants).Graph)));
    }

    [Fact]
    public void NestedSequentialIsPartOfTheOuterOne()
    {
        var trace = Assert.Single(Models("""
            var model = Sequential(("encoder", Sequential(Linear(8, 4), ReLU())), ("decoder", Linear(4, 8)));
            """));

        Assert.Equal(
            """
            0 input: input
            1 encoder.0: linear 8 -> 4 <- 0
            2 encoder.1: ReLU <- 1
            3 decoder: linear 4 -> 8 <- 2
            """,
            GraphText.Write(trace.Variants[0].Graph));
    }

    [Fact]
    public void SequentialOfAModuleClassIsNoModelOfItsOwn()
    {
        var trace = Assert.Single(Models("""
            var net = new Net();
            class Net : Module<Tensor, Tensor>
            {
                private readonly Sequential net = Sequential(Linear(8, 8), Tanh());
                public Net() : base("net") { RegisterComponents(); }
                public override Tensor forward(Tensor x) => net.call(x);
            }
            """));

        Assert.Equal("Net", trace.Name);
    }

    [Fact]
    public void InitialisationAfterTheConstructionCounts()
    {
        var trace = Assert.Single(Models("""
            var model = Sequential(Linear(8, 8), Tanh());
            foreach (var module in model.modules())
                if (module is Linear linear)
                    init.xavier_normal_(linear.weight);
            """));

        Assert.Contains("xavier(1)", GraphText.Write(trace.Variants[0].Graph));
    }

    [Fact]
    public void HelperWithAParameterIsAModelForItselfAndForItsCaller()
    {
        var traces = Models("""
            var deep = Build(3);
            static Sequential Build(int depth)
            {
                var model = Sequential();
                for (var i = 0; i < depth; i++)
                    model.append(Linear(8, 8)).append(Tanh());
                return model;
            }
            """);

        Assert.Contains(traces, trace => trace.Variants[0].Graph.Nodes.Count == 7);
    }

    internal static IReadOnlyList<ModelTrace> Models(string source) =>
        [.. ModelCatalog.ModelsOf(TestCompilation.OfValid(source), TestContext.Current.CancellationToken)];
}
