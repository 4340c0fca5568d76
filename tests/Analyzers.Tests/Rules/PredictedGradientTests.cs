using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Rules;

public sealed class PredictedGradientTests
{
    private const string He = "foreach (var l in modules().OfType<Linear>()) init.kaiming_normal_(l.weight, nonlinearity: init.NonlinearityType.ReLU);";

    [Fact]
    public async Task TwentyReLULayersWithTheDefaultInitialisationVanish()
    {
        var finding = await Verify<VanishingGradientAnalyzer>.Finding(Stack("[|Net|]", "Linear(64, 64), ReLU()", 20));
        Assert.Equal(DiagnosticSeverity.Warning, finding.Severity);
        Assert.Matches("'net.0' gets [0-9.e-]+ of the gradient of 'net.40'", finding.GetMessage());
    }

    [Theory]
    [InlineData("Linear(64, 64), ReLU()", 20, He)]
    [InlineData("Linear(64, 64), ReLU()", 4, "")]
    [InlineData("Linear(64, 64), BatchNorm1d(64), ReLU()", 10, "")]
    [InlineData("Linear(64, 64), Sigmoid()", 10, "")]
    public async Task HealthyStacksAndThoseOfGG0101AreSilent(string block, int times, string initialise) =>
        await Verify<VanishingGradientAnalyzer>.Findings(Stack("Net", block, times, initialise));

    [Fact]
    public async Task HeInitialisedResidualBranchesExplode()
    {
        var finding = await Verify<ExplodingGradientAnalyzer>.Finding($$"""
            class [|Net|] : Module<Tensor, Tensor>
            {
                private readonly ModuleList<Linear> up = new(), down = new();
                private readonly Linear head = Linear(64, 4);
                public Net() : base("net")
                {
                    for (var i = 0; i < 24; i++) { up.Add(Linear(64, 64)); down.Add(Linear(64, 64)); }
                    RegisterComponents();
                    {{He}}
                }
                public override Tensor forward(Tensor x)
                {
                    for (var i = 0; i < 24; i++)
                        x = x + down[i].call(up[i].call(x).relu());
                    return head.call(x);
                }
            }
            """);
        Assert.Equal(DiagnosticSeverity.Warning, finding.Severity);
    }

    [Fact]
    public async Task HealthyModelsDoNotExplode()
    {
        await Verify<ExplodingGradientAnalyzer>.Findings(Stack("Net", "Linear(64, 64), ReLU()", 10, He));
        await Verify<ExplodingGradientAnalyzer>.Findings(Stack("Net", "Linear(64, 64), Tanh()", 10));
    }

    [Fact]
    public async Task AWeakSecondOutputIsNoExplosion() => await Verify<ExplodingGradientAnalyzer>.Findings("""
        class Net : Module<Tensor, (Tensor, Tensor)>
        {
            private readonly Linear body = Linear(64, 64), boxes = Linear(64, 4), angles = Linear(64, 1);
            public Net() : base("net") { RegisterComponents(); }
            public override (Tensor, Tensor) forward(Tensor x)
            {
                var h = functional.relu(body.call(x));
                return (boxes.call(h), 1e-6 * angles.call(h));
            }
        }
        """);

    private static string Stack(string name, string block, int times, string initialise = "") => $$"""
        class {{name}} : Module<Tensor, Tensor>
        {
            private readonly Sequential net = Sequential({{string.Join(", ", Enumerable.Repeat(block, times))}}, Linear(64, 10));
            public Net() : base("net") { RegisterComponents(); {{initialise}} }
            public override Tensor forward(Tensor x) => net.call(x);
        }
        """;
}
