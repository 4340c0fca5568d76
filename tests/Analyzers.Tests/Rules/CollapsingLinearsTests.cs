using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Rules;

public sealed class CollapsingLinearsTests
{
    [Theory]
    [InlineData("Linear(64, 32), [|Linear(32, 10)|]")]
    [InlineData("Linear(64, 64), Dropout(0.5), [|Linear(64, 64)|], ReLU(), Linear(64, 10)")]
    [InlineData("Linear(16, 64), [|Linear(64, 16)|]")]
    [InlineData("Linear(8, 8), ReLU(), Linear(8, 8), [|Linear(8, 8)|]")]
    public async Task PairInASequentialIsFound(string layers)
    {
        var finding = await Verify<CollapsingLinearsRule>.Finding($$"""
            static class Models
            {
                public static Sequential Make() => Sequential({{layers}});
            }
            """);
        Assert.Equal(DiagnosticSeverity.Info, finding.Severity);
    }

    [Theory]
    [InlineData("Linear(64, 8), Linear(8, 64)")]
    [InlineData("Linear(64, 32), ReLU(), Linear(32, 10)")]
    [InlineData("Linear(64, 32), LayerNorm(32), Linear(32, 10)")]
    [InlineData("Linear(64, 32), Unflatten(1, new long[] { 4, 8 }), Linear(8, 10)")]
    [InlineData("Conv2d(3, 8, 1), Conv2d(8, 8, 3), Flatten(), Linear(8, 2)")]
    [InlineData("Linear(64, 32), Softmax(1), Linear(32, 10)")]
    public async Task BottlenecksAndNonlinearitiesAreSilent(string layers)
    {
        await Verify<CollapsingLinearsRule>.Findings($$"""
            static class Models
            {
                public static Sequential Make() => Sequential({{layers}});
            }
            """);
    }

    [Theory]
    [InlineData("b.call(a.call(x))", true)]
    [InlineData("b.call(drop.call(a.call(x)))", true)]
    [InlineData("b.call(a.call(x).relu())", false)]
    [InlineData("b.call(a.call(x)) + a.call(x)", false)]
    [InlineData("Branch(x)", false)]
    [InlineData("b.call(a.call(x) + x)", false)]
    [InlineData("b.call(flag ? a.call(x) : a.call(x).relu())", false)]
    [InlineData("b.call(b.call(x).relu() + 0 * x).relu() + b.call(a.call(x))", false)]
    public async Task PairInForward(string forward, bool isFound)
    {
        var b = isFound ? "[|Linear(width, width)|]" : "Linear(width, width)";
        await Verify<CollapsingLinearsRule>.Findings($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear a, b;
                private readonly Dropout drop = Dropout(0.1);
                private readonly bool flag;
                public Net(int width, bool flag) : base("net")
                {
                    a = Linear(width, width);
                    b = {{b}};
                    this.flag = flag;
                    RegisterComponents();
                }
                private Tensor Branch(Tensor x) { var h = a.call(x); return b.call(h) * h; }
                public override Tensor forward(Tensor x) => {{forward}};
            }
            """);
    }

    [Theory]
    [InlineData("width", "hidden", "classes", false)]
    [InlineData("width", "width", "classes", true)]
    [InlineData("width", "classes", "classes", true)]
    [InlineData("width", "rank", "width", false)]
    public async Task WidthsThatAreNotToldMayBeABottleneck(string from, string inner, string to, bool isFound)
    {
        var second = isFound ? $"[|Linear({inner}, {to})|]" : $"Linear({inner}, {to})";
        await Verify<CollapsingLinearsRule>.Findings($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Sequential net;
                public Net(int width, int hidden, int rank, int classes) : base("net")
                {
                    net = Sequential(Linear({{from}}, {{inner}}), {{second}});
                    RegisterComponents();
                }
                public override Tensor forward(Tensor x) => net.call(x);
            }
            """);
    }

    [Fact]
    public async Task EndOfOneBlockAndStartOfTheNextAreTwoModules()
    {
        await Verify<CollapsingLinearsRule>.Findings("""
            class Encoder : Module<Tensor, Tensor>
            {
                private readonly Sequential net = Sequential(Linear(8, 8), ReLU(), Linear(8, 8));
                public Encoder() : base("encoder") => RegisterComponents();
                public override Tensor forward(Tensor x) => net.call(x);
            }
            class Net : Module<Tensor, Tensor>
            {
                private readonly Encoder encoder = new();
                private readonly Linear head = Linear(8, 8);
                public Net() : base("net") => RegisterComponents();
                public override Tensor forward(Tensor x) => head.call(encoder.call(x));
            }
            """);
    }

    [Fact]
    public async Task MessageNamesBothLayersAndTheOneThatWouldDo()
    {
        var finding = await Verify<CollapsingLinearsRule>.Finding("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc1 = Linear(784, 256), fc2 = [|Linear(256, 10)|];
                public Net() : base("net") => RegisterComponents();
                public override Tensor forward(Tensor x) => fc2.call(fc1.call(x));
            }
            """);
        Assert.Equal(
            "'fc1' (784 to 256) and 'fc2' (256 to 10) follow each other with no activation between, so together they can do no more than one Linear(784, 10). Put an activation between them, or make them one.",
            finding.GetMessage());
    }
}
