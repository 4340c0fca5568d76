namespace GradGuard.Analyzers.Tests.Tracing;

/// <summary>Parameters kept in a ParameterList or ParameterDict are layers under the names that the library gives them.</summary>
public sealed class ParameterCollectionTests
{
    [Theory]
    [InlineData("var sizes = new long[] { 8, 16, 4 }; for (var i = 1; i < sizes.Length; i++) weights.Add(Parameter(randn(sizes[i - 1], sizes[i])));")]
    [InlineData("foreach (var (a, b) in new[] { (8, 16), (16, 4) }) weights.append(Parameter(randn(a, b)));")]
    [InlineData("foreach (var (a, b) in new[] { (8, 16), (16, 4) }) weights.Add(new Parameter(randn(a, b)));")]
    public void AParameterListIsAListOfLayers(string constructor) => Assert.Equal(
        """
        0 x: input
        1 weights.0: linear 8 -> 16, normal_(0, 1), no bias <- 0
        2 clamp_min: ReLU <- 1
        3 weights.1: linear 16 -> 4, normal_(0, 1), no bias <- 2
        """,
        GraphText.OfClass(Model("ParameterList weights = new();", constructor, """
            for (var i = 0; i < weights.Count - 1; i++)
                x = mm(x, weights[i]).clamp_min(0);
            return mm(x, weights[^1]);
            """)));

    [Theory]
    [InlineData("ParameterDict byName = new();", """byName.Add("up", Parameter(randn(8, 16))); byName.Add("down", Parameter(randn(16, 4)));""")]
    [InlineData("""ParameterDict byName = ParameterDict(("up", Parameter(randn(8, 16))), ("down", Parameter(randn(16, 4))));""", "")]
    public void AParameterDictHoldsLayersByName(string field, string constructor) => Assert.Equal(
        """
        0 x: input
        1 byName.up: linear 8 -> 16, normal_(0, 1), no bias <- 0
        2 byName.down: linear 16 -> 4, normal_(0, 1), no bias <- 1
        """,
        GraphText.OfClass(Model(field, constructor, """return mm(mm(x, byName["up"]), byName["down"]);""")));

    [Fact]
    public void ALoopOverTheModelsParametersReachesThem() => Assert.Equal(
        """
        0 x: input
        1 weights.0: linear 8 -> 4, normal_(0, 0.5), no bias <- 0
        """,
        GraphText.OfClass(Model("ParameterList weights = new();", "weights.Add(Parameter(randn(8, 4))); RegisterComponents(); foreach (var p in parameters()) init.normal_(p, 0, 0.5);", "return mm(x, weights[0]);")));

    [Theory]
    [InlineData("List<Parameter> weights = new();", "weights.Add(w);", "weights[0]", "weights[1]")]
    [InlineData("List<(Parameter W, Parameter b)> layers = [];", "layers.Add((w, Parameter(zeros(4))));", "layers[0].W", "layers[1].W")]
    [InlineData("Dictionary<string, Parameter> tensors = new();", "tensors[$\"node{i}\"] = w;", "tensors[\"node0\"]", "tensors[\"node1\"]")]
    public void InAPlainCollectionAParameterGoesByTheNameThatRegistersIt(string field, string keep, string first, string second) => Assert.Equal(
        """
        0 x: input
        1 w0: linear 4 -> 4, normal_(0, 0.5), no bias <- 0
        2 w1: linear 4 -> 4, normal_(0, 0.5), no bias <- 1
        """,
        GraphText.OfClass(Model(field, $"for (var i = 0; i < 2; i++) {{ var w = new Parameter(normal(0.0, 0.5, new long[] {{ 4, 4 }})); register_parameter($\"w{{i}}\", w); {keep} }}", $"return mm(mm(x, {first}), {second});")));

    [Fact]
    public void AFieldThatIsRegisteredFirstKeepsItsName() => Assert.Contains("w: linear", GraphText.OfClass("""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Parameter w = Parameter(randn(4, 4));
            public Net() : base("net")
            {
                RegisterComponents();
                register_parameter("again", w);
            }
            public override Tensor forward(Tensor x) => mm(x, w);
        }
        """));

    [Fact]
    public void APairOfParametersHasTwoNames() => Assert.Contains("layers.0.Item1: linear", GraphText.OfClass(Model(
        "List<(Parameter W, Parameter b)> layers = [];", "layers.Add((Parameter(randn(4, 4)), Parameter(randn(4))));", "return mm(x, layers[0].W) + layers[0].b;")));

    [Theory]
    [InlineData("foreach (var key in parts.keys()) x = parts[key].call(x);")]
    [InlineData("foreach (var key in parts.Keys) x = parts[key].call(x);")]
    public void TheKeysOfAModuleDictAreThoseItWasGiven(string loop) => Assert.Equal(
        """
        0 x: input
        1 parts.a: linear 4 -> 8 <- 0
        2 parts.b: linear 8 -> 2 <- 1
        """,
        GraphText.OfClass(Model("ModuleDict<Linear> parts = ModuleDict((\"a\", Linear(4, 8)), (\"b\", Linear(8, 2)));", "", $"{loop} return x;")));

    private static string Model(string field, string constructor, string forward) => $$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly {{field}}
            public Net() : base("net")
            {
                {{constructor}}
                RegisterComponents();
            }
            public override Tensor forward(Tensor x)
            {
                {{forward}}
            }
        }
        """;
}
