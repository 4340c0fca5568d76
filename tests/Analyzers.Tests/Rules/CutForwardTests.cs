using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Rules;

/// <summary>GG0602 inside forward.</summary>
public sealed class CutForwardTests
{
    [Theory]
    [InlineData("return b.call([|a.call(x).detach()|]);", "'a' reaches the output of 'Net' through nothing else")]
    [InlineData("var h = a.call(x).relu(); var z = [|h.detach()|].tanh(); return b.call(z);", "'h' is detached here, and 'a'")]
    [InlineData("var h = c.call(a.call(x)); return b.call([|h.detach()|]);", "'a', 'c' reach the output")]
    [InlineData("return [|b.call(a.call(x)).detach()|];", "'a', 'b' reach the output")]
    [InlineData("Tensor h; using (torch.no_grad()) { h = a.call(x); } return b.call(h);", "no_grad()' stops the recording here, and 'a'", "torch.no_grad()")]
    [InlineData("var h = Encode(x); return b.call(h); Tensor Encode(Tensor v) { using var _ = [|torch.no_grad()|]; return a.call(v).relu(); }", "'a' reaches")]
    [InlineData("Tensor h; using (torch.inference_mode(true)) { h = a.call(x); } return b.call(h);", "stops the recording", "torch.inference_mode(true)")]
    [InlineData("var scale = [|a.call(x).mean().item<float>()|]; return b.call(x) * scale;", "becomes a .NET number here, and 'a'")]
    [InlineData("var values = [|a.call(x).data<float>()|].ToArray(); return b.call(torch.tensor(values));", "becomes .NET numbers here, and 'a'")]
    [InlineData("float scale = [|(float)a.call(x).mean()|]; return b.call(x * scale);", "becomes a .NET number here, and 'a'")]
    [InlineData("var gate = [|a.call(x).sigmoid().detach()|]; return b.call(x) * gate;", "'a' reaches")]
    [InlineData("var h = a.call(x); if (flag) h = h.relu(); return b.call([|h.detach()|]);", "'a' reaches")]
    [InlineData("var h = [|a.call(x).detach()|]; for (var i = 0; i < 3; i++) h = b.call(h); return h;", "'a' reaches")]
    [InlineData("var parts = new List<Tensor> { b.call(x), [|a.call(x).detach()|] }; return torch.cat(parts, 1);", "'a' reaches")]
    public async Task CutBetweenALayerAndTheOutputIsFound(string body, string message, string? cut = null)
    {
        var finding = await Verify<CutGraphRule>.Finding(Model(cut is null ? body : body.Replace(cut, $"[|{cut}|]")));
        Assert.Equal(DiagnosticSeverity.Warning, finding.Severity);
        Assert.Contains(message, finding.GetMessage());
    }

    [Theory]
    [InlineData("return b.call(a.call(x.detach()));")]
    [InlineData("var h = a.call(x); return b.call(h) + h.detach();")]
    [InlineData("var h = a.call(x); var q = h + (h.round() - h).detach(); return b.call(q);")]
    [InlineData("var h = a.call(x); var q = c.call(h.argmax(1).to(torch.float32)); return b.call(h + (q - h).detach());")]
    [InlineData("var soft = a.call(x).softmax(-1); var hard = soft.round(); return b.call(hard - soft.detach() + soft);")]
    [InlineData("var h = a.call(x); Console.WriteLine(h.mean().item<float>()); return b.call(h);")]
    [InlineData("var h = a.call(x); return h / h.abs().max().item<float>();")]
    [InlineData("var h = a.call(x); for (var t = 0; t < 3; t++) h = a.call(h.detach()); return b.call(h);")]
    [InlineData("var h = a.call(x); if (!training) h = h.detach(); return b.call(h);")]
    [InlineData("var h = a.call(x); if (flag) h = h.detach(); return b.call(h);")]
    [InlineData("Tensor mask; using (torch.no_grad()) { mask = torch.ones_like(x).triu(); } return b.call(a.call(x) * mask);")]
    [InlineData("Tensor old; using (torch.no_grad()) { old = b.call(a.call(x)); } return b.call(a.call(x)) - old;")]
    [InlineData("var h = a.call(x); state = h.detach(); return b.call(h);")]
    [InlineData("state = a.call(x); return b.call(state.detach());")]
    [InlineData("Observe(a.call(x)); return b.call(a.call(x).detach());")]
    [InlineData("var index = a.call(x).argmax(1).item<long>(); return b.call(x[index]);")]
    [InlineData("using (torch.no_grad()) { return b.call(a.call(x)); }")]
    public async Task OtherWaysAndUncertainOnesAreSilent(string body) => await Verify<CutGraphRule>.Findings(Model(body));

    [Theory]
    [InlineData("teacher")]
    [InlineData("targetNet")]
    [InlineData("emaEncoder")]
    [InlineData("momentum_encoder")]
    [InlineData("backbone")]
    [InlineData("frozenFeatures")]
    public async Task LayerThatIsNamedForBeingUntrainedIsSilent(string name) => await Verify<CutGraphRule>.Findings($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear {{name}} = Linear(4, 4), head = Linear(4, 4);
            public Net() : base("net") { RegisterComponents(); }
            public override Tensor forward(Tensor x) => head.call({{name}}.call(x).detach());
        }
        """);

    [Theory]
    [InlineData("foreach (var p in features.parameters()) p.requires_grad = false;", "")]
    [InlineData("features.load(\"features.dat\");", "")]
    [InlineData("", "public Tensor Reconstruct(Tensor x) => features.call(x).sum();")]
    [InlineData("", "public void Update(Linear online) { using (torch.no_grad()) features.weight!.copy_(online.weight!); }")]
    public async Task LayerThatIsFrozenFilledOrUsedOtherwiseIsSilent(string constructor, string member) => await Verify<CutGraphRule>.Findings($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear features = Linear(4, 4), head = Linear(4, 4);
            public Net() : base("net") { RegisterComponents(); {{constructor}} }
            {{member}}
            public override Tensor forward(Tensor x) => head.call(features.call(x).detach());
        }
        """);

    [Fact]
    public async Task LayerThatTheProgramTrainsApartIsSilent() => await Verify<CutGraphRule>.Findings("""
        class Net : Module<Tensor, Tensor>
        {
            public readonly Linear features = Linear(4, 4), head = Linear(4, 4);
            public Net() : base("net") { RegisterComponents(); }
            public override Tensor forward(Tensor x) => head.call(features.call(x).detach());
        }
        static class Training
        {
            public static void Pretrain(Net net, Tensor x) => (net.features.call(x) - x).pow(2).mean().backward();
        }
        """);

    [Fact]
    public async Task ForwardWithoutAnyGraphIsFoundWhereTheModelIsTrained()
    {
        const string Trained = """
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc = Linear(4, 4);
                public Net() : base("net") { RegisterComponents(); }
                public override Tensor forward(Tensor x) { using (CUT) { return fc.call(x); } }
            }
            """;
        const string Training = """
            static class Training
            {
                public static torch.optim.Optimizer Optimizer(Net net) => torch.optim.SGD(net.parameters(), 0.1);
            }
            """;
        await Verify<CutGraphRule>.Findings(Trained.Replace("CUT", "torch.no_grad()"));
        await Verify<CutGraphRule>.Finding(Trained.Replace("CUT", "[|torch.no_grad()|]") + Training);
    }

    [Fact]
    public async Task SecondOutputThatIsOnlyShownIsSilent() => await Verify<CutGraphRule>.Findings("""
        class Net : Module<Tensor, (Tensor, Tensor)>
        {
            private readonly Linear a = Linear(4, 4), probe = Linear(4, 4);
            public Net() : base("net") { RegisterComponents(); }
            public override (Tensor, Tensor) forward(Tensor x) => (a.call(x), probe.call(x).detach());
        }
        """);

    [Fact]
    public async Task CutInABlockIsFoundThereAndNotInTheModelThatUsesIt() => await Verify<CutGraphRule>.Finding("""
        class Block : Module<Tensor, Tensor>
        {
            private readonly Linear up = Linear(4, 8), down = Linear(8, 4);
            public Block() : base("block") { RegisterComponents(); }
            public override Tensor forward(Tensor x) => x + down.call([|up.call(x).relu().detach()|]);
        }
        class Net : Module<Tensor, Tensor>
        {
            private readonly Block first = new(), second = new();
            public Net() : base("net") { RegisterComponents(); }
            public override Tensor forward(Tensor x) => second.call(first.call(x));
        }
        """);

    private static string Model(string body) => $$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear a = Linear(4, 4), b = Linear(4, 4), c = Linear(4, 4);
            private readonly bool flag;
            private Tensor? state;
            public Action<Tensor> Observe { get; set; } = _ => { };
            public Net(bool flag) : base("net") { this.flag = flag; RegisterComponents(); }
            public override Tensor forward(Tensor x) { {{body}} }
        }
        """;
}
