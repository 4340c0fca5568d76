using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Rules;

public sealed class UnscaledResidualTests
{
    private const string He = "init.kaiming_normal_(up.weight, nonlinearity: init.NonlinearityType.ReLU); init.kaiming_normal_(down.weight, nonlinearity: init.NonlinearityType.ReLU);";

    [Theory]
    [InlineData(3, DiagnosticSeverity.Info)]
    [InlineData(24, DiagnosticSeverity.Warning)]
    public async Task StrongBranchesAreFoundAtTheFieldThatHoldsThem(int blocks, DiagnosticSeverity severity)
    {
        var finding = await Verify<UnscaledResidualRule>.Finding(Resnet(blocks, He, "x + down.call(up.call(x).relu())", field: "[|blocks|]"));
        Assert.Equal(severity, finding.Severity);
        Assert.Contains($"1/sqrt({blocks})", finding.GetMessage());
    }

    [Theory]
    [InlineData(24, "", "x + down.call(up.call(x).relu())")]
    [InlineData(1, He, "x + down.call(up.call(x).relu())")]
    [InlineData(24, He, "x + 0.2 * down.call(up.call(x).relu())")]
    [InlineData(24, He, "x + down.call(up.call(x).relu()) / Math.Sqrt(24)")]
    [InlineData(24, He + "init.zeros_(down.weight); init.zeros_(down.bias!);", "x + down.call(up.call(x).relu())")]
    [InlineData(24, He, "x + down.call(up.call(norm.call(x)).relu())")]
    [InlineData(24, He, "x + norm.call(down.call(up.call(x).relu()))")]
    [InlineData(24, He, "norm.call(x + down.call(up.call(x).relu()))")]
    [InlineData(12, He, "down.call(up.call(x).relu())")]
    public async Task BranchesThatStayInBoundsAreSilent(int blocks, string constructor, string forward) =>
        await Verify<UnscaledResidualRule>.Findings(Resnet(blocks, constructor, forward));

    [Theory]
    [InlineData("var s = functional.softplus(c.call(b.call(x).relu())) + 1e-3; return s.log() + s.sqrt() + 1 / s;")]
    [InlineData("var h = c.call(b.call(x).relu()); return h.sigmoid() + h.exp() + 4 * h.tanh();")]
    public async Task FunctionsOfOneLayerAreNoBranches(string forward) => await Verify<UnscaledResidualRule>.Findings($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear b = Linear(8, 16), c = Linear(16, 3);
            public Net() : base("n") => RegisterComponents();
            public override Tensor forward(Tensor x) { {{forward}} }
        }
        """);

    [Theory]
    [InlineData(24, DiagnosticSeverity.Warning)]
    [InlineData(4, DiagnosticSeverity.Info)]
    public async Task BranchesInALoopAreFoundAtTheAddition(int blocks, DiagnosticSeverity severity)
    {
        var finding = await Verify<UnscaledResidualRule>.Finding($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly ModuleList<Linear> up = new(), down = new();
                public Net() : base("net")
                {
                    for (var i = 0; i < {{blocks}}; i++) { up.Add(Linear(64, 64)); down.Add(Linear(64, 64)); }
                    foreach (var layer in up.Concat(down))
                        init.kaiming_normal_(layer.weight, nonlinearity: init.NonlinearityType.ReLU);
                    RegisterComponents();
                }
                public override Tensor forward(Tensor x)
                {
                    for (var i = 0; i < up.Count; i++)
                        x = [|x + down[i].call(up[i].call(x).relu())|];
                    return x;
                }
            }
            """);
        Assert.Equal(severity, finding.Severity);
    }

    [Fact]
    public async Task OptionSetsTheGrowth()
    {
        await Verify<UnscaledResidualRule>.Findings(
            Resnet(3, He, "x + down.call(up.call(x).relu())"), new Dictionary<string, string> { ["gradguard.GG0204.max_growth"] = "1000" });
    }

    [Fact]
    public async Task SequentialThatStandsAloneIsFoundWhereItIsMade()
    {
        await Verify<UnscaledResidualRule>.Findings(Block(He, "x + down.call(up.call(x).relu())") + """

            static class Models
            {
                public static Sequential Make() => [|Sequential(new Block(), new Block(), new Block(), Linear(64, 2))|];
            }
            """);
    }

    private static string Resnet(int blocks, string constructor, string forward, string field = "blocks") => Block(constructor, forward) + $$"""

        class Net : Module<Tensor, Tensor>
        {
            private readonly Sequential {{field}} = Sequential(Enumerable.Range(0, {{blocks}}).Select(_ => new Block()));
            private readonly Linear head = Linear(64, 10);
            public Net() : base("net") { RegisterComponents(); }
            public override Tensor forward(Tensor x) => head.call(blocks.call(x));
        }
        """;

    private static string Block(string constructor, string forward) => $$"""
        class Block : Module<Tensor, Tensor>
        {
            private readonly Linear up = Linear(64, 64), down = Linear(64, 64);
            private readonly LayerNorm norm = LayerNorm(64);
            public Block() : base("block") { {{constructor}} RegisterComponents(); }
            public override Tensor forward(Tensor x) => {{forward}};
        }
        """;
}
