using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Rules;

public sealed class NeedlessProjectionTests
{
    [Theory]
    [InlineData("Conv2d(64, 64, 1)", "return [|skip.call(x)|] + conv2.call(conv1.call(x).relu());")]
    [InlineData("Conv2d(64, 64, 1, bias: false)", "return conv2.call(conv1.call(x).relu()) + [|norm.call(skip.call(x))|];")]
    [InlineData("Conv2d(64, 64, 1, 1)", "var s = [|skip.call(x)|]; var y = conv2.call(conv1.call(x).relu()); return (y + s).relu();")]
    [InlineData("Sequential(Conv2d(64, 64, 1), BatchNorm2d(64))", "return [|skip.call(x)|] + conv2.call(conv1.call(x).relu());")]
    [InlineData("Linear(64, 64)", "return [|skip.call(x)|] + conv2.call(conv1.call(x).relu());")]
    public async Task ProjectionToTheSameShapeIsFound(string projection, string body)
    {
        var finding = await Verify<NeedlessProjectionRule>.Finding(Block(projection, body));
        Assert.Equal(DiagnosticSeverity.Info, finding.Severity);
    }

    [Theory]
    [InlineData("Conv2d(64, 128, 1)", "return skip.call(x) + conv2.call(conv1.call(x).relu());")]
    [InlineData("Conv2d(64, 64, 1, 2)", "return skip.call(x) + conv2.call(conv1.call(x).relu());")]
    [InlineData("Conv2d(64, 64, 3, padding: 1)", "return skip.call(x) + conv2.call(conv1.call(x).relu());")]
    [InlineData("Conv2d(64, 64, 1)", "return skip.call(x).relu() + conv2.call(conv1.call(x).relu());")]
    [InlineData("Conv2d(64, 64, 1)", "return skip.call(x) + conv2.call(conv1.call(x));")]
    [InlineData("Conv2d(64, 64, 1)", "return x + conv2.call(skip.call(x).relu());")]
    [InlineData("Conv2d(64, 64, 1)", "return skip.call(x);")]
    [InlineData("Conv2d(64, 64, 1)", "return skip.call(x) * conv2.call(conv1.call(x).relu());")]
    [InlineData("Conv2d(64, 64, 1)", "var s = x.shape[1] == 64 ? x : skip.call(x); return s + conv2.call(conv1.call(x).relu());")]
    [InlineData("Linear(64, 32)", "return skip.call(x) + conv2.call(conv1.call(x).relu());")]
    public async Task ProjectionThatIsNeededIsSilent(string projection, string body) => await Verify<NeedlessProjectionRule>.Findings(Block(projection, body));

    [Theory]
    [InlineData("int width", "width", "width", true)]
    [InlineData("int from, int to", "from", "to", false)]
    [InlineData("int width", "width", "2 * width", false)]
    public async Task NamedSizesCountAsEqualWhereTheyAreTheSame(string parameters, string from, string to, bool isFound)
    {
        var call = isFound ? "[|skip.call(x)|]" : "skip.call(x)";
        await Verify<NeedlessProjectionRule>.Findings($$"""
            class Block : Module<Tensor, Tensor>
            {
                private readonly Linear fc1, fc2, skip;
                public Block({{parameters}}) : base("block")
                {
                    fc1 = Linear({{from}}, {{to}});
                    fc2 = Linear({{to}}, {{to}});
                    skip = Linear({{from}}, {{to}});
                    RegisterComponents();
                }
                public override Tensor forward(Tensor x) => {{call}} + fc2.call(fc1.call(x).relu());
            }
            """);
    }

    [Fact]
    public async Task MessageNamesTheProjection()
    {
        var finding = await Verify<NeedlessProjectionRule>.Finding(Block("Conv2d(64, 64, 1)", "return [|skip.call(x)|] + conv2.call(conv1.call(x).relu());"));
        Assert.Equal(
            "'skip' projects the skip of a residual block in 'Block' from 64 to as many features, so the gradient of the skip passes its weights in every block. Add the block's input itself.",
            finding.GetMessage());
    }

    private static string Block(string projection, string body) => $$"""
        class Block : Module<Tensor, Tensor>
        {
            private readonly Conv2d conv1 = Conv2d(64, 64, 3, padding: 1), conv2 = Conv2d(64, 64, 3, padding: 1);
            private readonly Module<Tensor, Tensor> skip = {{projection}};
            private readonly BatchNorm2d norm = BatchNorm2d(64);
            public Block() : base("block") { RegisterComponents(); }
            public override Tensor forward(Tensor x) { {{body}} }
        }
        """;
}
