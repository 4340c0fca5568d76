using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Rules;

public sealed class PostActivationResidualTests
{
    [Theory]
    [InlineData("return [|functional.relu(x + fc2.call(fc1.call(x).relu()))|];", DiagnosticSeverity.Info)]
    [InlineData("return [|(fc2.call(fc1.call(x).relu()) + x).relu()|];", DiagnosticSeverity.Info)]
    [InlineData("return [|act.call(fc1.call(x) + x)|];", DiagnosticSeverity.Info)]
    [InlineData("return [|torch.sigmoid(x + fc1.call(x))|];", DiagnosticSeverity.Warning)]
    [InlineData("return [|x.add(fc1.call(x)).tanh()|];", DiagnosticSeverity.Warning)]
    [InlineData("var y = fc1.call(x); y += x; return [|y.tanh_()|];", DiagnosticSeverity.Warning)]
    [InlineData("var identity = x; var y = fc1.call(x).relu(); y = fc2.call(y); y = y + identity; y = [|functional.gelu(y)|]; return y;", DiagnosticSeverity.Info)]
    [InlineData("var skip = fc2.call(x); return [|functional.relu(fc1.call(x).relu() + skip)|];", DiagnosticSeverity.Info)]
    public async Task ActivationAfterTheAdditionIsFound(string body, DiagnosticSeverity severity)
    {
        var finding = await Verify<PostActivationResidualRule>.Finding(Block(body));
        Assert.Equal(severity, finding.Severity);
    }

    // The block speaks for itself.
    [Fact]
    public async Task AModelMadeOfBlocksInTheSameFileSaysNothingAgain() => await Verify<PostActivationResidualRule>.Finding($$"""
        {{Block("return [|functional.relu(x + fc1.call(x))|];")}}
        class Program
        {
            static void Train() { var model = Sequential(new Block(), new Block(), Linear(64, 10)); model.call(torch.randn(4, 64)); }
        }
        """);

    [Theory]
    [InlineData("return x + fc2.call(fc1.call(x).relu());")]
    [InlineData("return x + functional.relu(fc1.call(x));")]
    [InlineData("return functional.relu(fc1.call(x)) + fc2.call(functional.relu(x));")]
    [InlineData("return functional.relu(fc1.call(x) + 1);")]
    [InlineData("return functional.tanh(fc1.call(x) - fc2.call(x.mean(new long[] { 1 }, keepdim: true)));")]
    [InlineData("return functional.relu(fc1.call(x) + fc2.call(fc2.call(x)));")]
    [InlineData("return functional.relu(x + x);")]
    [InlineData("return functional.relu(x + x.tanh());")]
    [InlineData("return functional.relu(fc1.call(x) * x);")]
    [InlineData("var y = x + fc1.call(x); return y * functional.sigmoid(x);")]
    [InlineData("return fc2.call(x + fc1.call(x)).relu();")]
    [InlineData("var s = x.tanh(); var g = (fc1.call(s) + fc2.call(x)).sigmoid(); return g * s + (1 - g) * x;")]
    [InlineData("return functional.sigmoid(x + fc1.call(x)) * fc2.call(x);")]
    [InlineData("var mean = fc1.call(x); var deviation = fc2.call(x).exp(); return (mean + deviation * randn_like(deviation)).tanh();")]
    [InlineData("var h = fc2.call(torch.randn(4, 64)); var r = (fc1.call(x) + fc2.call(h)).sigmoid(); return (fc1.call(x) + fc2.call(r * h)).tanh();")]
    [InlineData("var h = torch.zeros(4, 64); var r = fc1.call(x).sigmoid(); return (fc1.call(x) + fc2.call(r * h)).tanh();")]
    public async Task IdentitySkipsAndPlainSumsAreSilent(string body) => await Verify<PostActivationResidualRule>.Findings(Block(body));

    [Fact]
    public async Task BlockDeclaredInsideItsModelIsReportedOnce() => await Verify<PostActivationResidualRule>.Finding("""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Sequential blocks = Sequential(new Block(), new Block());
            public Net() : base("net") { RegisterComponents(); }
            public override Tensor forward(Tensor x) => blocks.call(x);

            class Block : Module<Tensor, Tensor>
            {
                private readonly Linear fc = Linear(8, 8);
                public Block() : base("block") { RegisterComponents(); }
                public override Tensor forward(Tensor x) => [|functional.relu(x + fc.call(x))|];
            }
        }
        """);

    [Fact]
    public async Task SumOfTwoInputsIsNoResidual()
    {
        await Verify<PostActivationResidualRule>.Findings("""
            class Merge : Module<Tensor, Tensor, Tensor>
            {
                private readonly Linear left = Linear(8, 8), right = Linear(8, 8);
                public Merge() : base("merge") { RegisterComponents(); }
                public override Tensor forward(Tensor x, Tensor y) => functional.relu(left.call(x) + right.call(y));
            }
            """);
    }

    [Fact]
    public async Task ModelOfFewBlocksAddsNothingToTheBlocksOwnFinding()
    {
        await Verify<PostActivationResidualRule>.Findings(Resnet(blocks: 8, "[|functional.relu(x + norm.call(fc.call(x)))|]", "Net"));
    }

    [Fact]
    public async Task FortyBlocksWarnAtTheModel()
    {
        var findings = await Verify<PostActivationResidualRule>.Findings(Resnet(blocks: 40, "[|functional.relu(x + norm.call(fc.call(x)))|]", "[|Net|]"));
        Assert.Equal([DiagnosticSeverity.Info, DiagnosticSeverity.Warning], findings.Select(finding => finding.Severity));
    }

    [Fact]
    public async Task FailingPredictionWarnsAtTheModel()
    {
        var findings = await Verify<PostActivationResidualRule>.Findings(Resnet(blocks: 12, "[|functional.sigmoid(x + fc.call(x))|]", "[|Net|]"));
        Assert.All(findings, finding => Assert.Equal(DiagnosticSeverity.Warning, finding.Severity));
    }

    private static string Block(string body) => $$"""
        class Block : Module<Tensor, Tensor>
        {
            private readonly Linear fc1 = Linear(64, 64), fc2 = Linear(64, 64);
            private readonly ReLU act = ReLU();
            public Block() : base("block") { RegisterComponents(); }
            public override Tensor forward(Tensor x) { {{body}} }
        }
        """;

    private static string Resnet(int blocks, string block, string name) => $$"""
        class Block : Module<Tensor, Tensor>
        {
            private readonly Linear fc = Linear(64, 64);
            private readonly BatchNorm1d norm = BatchNorm1d(64);
            public Block() : base("block") { RegisterComponents(); }
            public override Tensor forward(Tensor x) => {{block}};
        }
        class {{name}} : Module<Tensor, Tensor>
        {
            private readonly Sequential blocks = Sequential(Enumerable.Range(0, {{blocks}}).Select(_ => new Block()));
            private readonly Linear head = Linear(64, 10);
            public Net() : base("net") { RegisterComponents(); }
            public override Tensor forward(Tensor x) => head.call(blocks.call(x));
        }
        """;
}
