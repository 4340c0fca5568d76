using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Rules;

public sealed class UnusedLayerTests
{
    [Theory]
    [InlineData("private readonly Linear a = Linear(8, 8), [|b|] = Linear(8, 8);", "", "a.call(a.call(x))")]
    [InlineData("private readonly Linear a; private readonly Linear [|b|];", "a = Linear(8, 8); b = Linear(8, 8);", "a.call(x)")]
    [InlineData("Linear a = Linear(8, 8); Dropout [|drop|] = Dropout(0.5);", "", "a.call(x)")]
    [InlineData("private readonly Linear a = Linear(8, 8), [|b|] = Linear(8, 8);", "init.zeros_(b.bias!); init.xavier_uniform_(this.b.weight);", "a.call(x)")]
    [InlineData("private readonly Linear a = Linear(8, 8), [|b|] = Linear(8, 8);", "b.to(torch.float64); b.weight!.fill_(0.5);", "a.call(x)")]
    [InlineData("private readonly Linear a = Linear(8, 8), [|b|] = Linear(8, 8);", "foreach (var m in modules()) m.train();", "a.call(x)")]
    [InlineData("private readonly Linear a = Linear(8, 8); private readonly Sequential [|head|] = Sequential(Linear(8, 8), ReLU());", "", "a.call(x)")]
    [InlineData("private readonly Linear a = Linear(8, 8); private readonly ModuleList<Linear> [|more|] = new(Linear(8, 8));", "", "a.call(x)")]
    public async Task LayerThatNothingUsesIsFound(string fields, string constructor, string forward)
    {
        var finding = await Verify<UnusedLayerRule>.Finding(Model(fields, constructor, forward));
        Assert.Equal(DiagnosticSeverity.Info, finding.Severity);
    }

    [Theory]
    [InlineData("private readonly Linear a = Linear(8, 8), b = Linear(8, 8);", "", "x.ndim > 2 ? a.call(x) : b.call(x)")]
    [InlineData("private readonly Linear a = Linear(8, 8), b = Linear(8, 8); public Tensor encode(Tensor x) => b.call(x);", "", "a.call(x)")]
    [InlineData("private readonly Linear a = Linear(8, 8); public readonly Linear b = Linear(8, 8);", "", "a.call(x)")]
    [InlineData("private readonly Linear a = Linear(8, 8); internal Linear b = Linear(8, 8);", "", "a.call(x)")]
    [InlineData("private readonly Linear a = Linear(8, 8); protected Linear b = Linear(8, 8);", "", "a.call(x)")]
    [InlineData("private readonly Linear a = Linear(8, 8), b = Linear(8, 8); public Linear Head => b;", "", "a.call(x)")]
    [InlineData("private readonly Linear a = Linear(8, 8), b = Linear(8, 8); private readonly Sequential net;", "net = Sequential(a, ReLU(), b);", "net.call(x)")]
    [InlineData("private readonly Linear a = Linear(8, 8), b = Linear(8, 8); private readonly List<Linear> all = new();", "all.Add(a); all.Add(b);", "all[0].call(x)")]
    [InlineData("private readonly Embedding a = Embedding(8, 8); private readonly Linear b = Linear(8, 8);", "b.weight = a.weight;", "functional.linear(a.call(x), b.weight!)")]
    [InlineData("private readonly Linear a = Linear(8, 8), b = Linear(8, 8);", "a.weight = b.weight;", "a.call(x)")]
    [InlineData("private readonly Linear a, b;", "var shared = Linear(8, 8); a = shared; b = shared;", "a.call(x)")]
    [InlineData("private readonly Linear a, b;", "a = b = Linear(8, 8);", "a.call(x)")]
    [InlineData("private readonly Linear a = Linear(8, 8), b = Linear(8, 8);", "", "children().Cast<Linear>().Aggregate(x, (y, layer) => layer.call(y))")]
    [InlineData("private readonly Linear a = Linear(8, 8), b = Linear(8, 8); private Func<Tensor, Tensor>? f;", "f = x => b.call(x);", "f!(a.call(x))")]
    [InlineData("private readonly Linear a = Linear(8, 8); private readonly Linear? b;", "b = null;", "a.call(x)")]
    [InlineData("private readonly Linear a = Linear(8, 8); private readonly CrossEntropyLoss criterion = CrossEntropyLoss();", "", "a.call(x)")]
    [InlineData("private Func<IEnumerable<Linear>, Tensor, Tensor>? run; private readonly Linear[] all = new Linear[2]; private readonly ModuleList<Linear> registered;", "all[0] = Linear(8, 8); all[1] = Linear(8, 8); registered = ModuleList(all);", "run!(all, x)")]
    [InlineData("private Func<IEnumerable<Linear>, Tensor, Tensor>? run; private readonly List<Linear> all = new(); private readonly Sequential registered;", "all.Add(Linear(8, 8)); registered = Sequential(all.Select((layer, i) => ($\"fc{i}\", (Module<Tensor, Tensor>)layer)));", "run!(all, x)")]
    public async Task LayerThatMayBeUsedIsSilent(string fields, string constructor, string forward) =>
        await Verify<UnusedLayerRule>.Findings(Model(fields, constructor, forward));

    [Fact]
    public async Task UseInAnotherPartOfTheClassCounts()
    {
        await Verify<UnusedLayerRule>.Findings("""
            partial class Net : Module<Tensor, Tensor>
            {
                private readonly Linear a = Linear(8, 8), b = Linear(8, 8);
                public Net() : base("net") => RegisterComponents();
            }
            partial class Net
            {
                public override Tensor forward(Tensor x) => this.b.call(this.a.call(x));
            }
            """);
    }

    [Fact]
    public async Task DisposingIsNoUse()
    {
        await Verify<UnusedLayerRule>.Findings("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear a = Linear(8, 8), [|b|] = Linear(8, 8);
                public Net() : base("net") => RegisterComponents();
                public override Tensor forward(Tensor x) => a.call(x);
                protected override void Dispose(bool disposing) { a.Dispose(); b.Dispose(); base.Dispose(disposing); }
            }
            """);
    }

    [Theory]
    [InlineData("private readonly Linear a = Linear(8, 8), b = Linear(8, 8);", "var h = a.call(x); [|b.call(h)|]; return h;")]
    [InlineData("private readonly Linear a = Linear(8, 8); private readonly Sequential b = Sequential(Linear(8, 8), ReLU());", "var h = a.call(x); [|this.b.forward(h)|]; return h + x;")]
    public async Task ACallWhoseResultIsDroppedIsFound(string fields, string body)
    {
        var finding = await Verify<UnusedLayerRule>.Finding($$"""
            class Net : Module<Tensor, Tensor>
            {
                {{fields}}
                public Net() : base("net") => RegisterComponents();
                public override Tensor forward(Tensor x) { {{body}} }
            }
            """);
        Assert.Equal("'b' is a layer of 'Net', but this call drops its result, so its parameters get no gradient. Use what it returns, or remove it.", finding.GetMessage());
    }

    [Theory]
    [InlineData("private readonly Linear a = Linear(8, 8); private readonly ReLU b = ReLU(inplace: true);", "var h = a.call(x); b.call(h); return h;")]
    [InlineData("private readonly Linear a = Linear(8, 8), b = Linear(8, 8);", "var h = a.call(x); b.call(h); return b.call(h);")]
    [InlineData("private readonly Linear a = Linear(8, 8); private readonly Router b = new();", "b.call(x); return a.call(x) * b.Load!;")]
    public async Task ACallThatDoesMoreThanReturnIsSilent(string fields, string body) => await Verify<UnusedLayerRule>.Findings($$"""
        class Router : Module<Tensor, Tensor>
        {
            private readonly Linear fc = Linear(8, 8);
            public Tensor? Load;
            public Router() : base("r") => RegisterComponents();
            public override Tensor forward(Tensor x) => Load = fc.call(x).mean();
        }
        class Net : Module<Tensor, Tensor>
        {
            {{fields}}
            public Net() : base("net") => RegisterComponents();
            public override Tensor forward(Tensor x) { {{body}} }
        }
        """);

    [Fact]
    public async Task MessageSaysWhatItCosts()
    {
        var finding = await Verify<UnusedLayerRule>.Finding(Model("private readonly Linear a = Linear(8, 8), [|b|] = Linear(8, 8);", "", "a.call(x)"));
        Assert.Equal("'b' is a layer of 'Net', but no code uses it, so its parameters get no gradient. Call it in forward, or remove it.", finding.GetMessage());
    }

    private static string Model(string fields, string constructor, string forward) => $$"""
        class Net : Module<Tensor, Tensor>
        {
            {{fields}}
            public Net() : base("net") { {{constructor}} RegisterComponents(); }
            public override Tensor forward(Tensor x) => {{forward}};
        }
        """;
}
