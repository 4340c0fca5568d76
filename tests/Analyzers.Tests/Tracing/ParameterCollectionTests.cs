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
