using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Rules;

public sealed class SkipNotIdentityTests
{
    [Theory]
    [InlineData("return [|norm.call(x)|] + fc2.call(fc1.call(x).relu());")]
    [InlineData("return fc2.call(fc1.call(x).relu()) + [|x.relu()|];")]
    [InlineData("return [|functional.dropout(x, 0.1)|] + fc2.call(fc1.call(x).relu());")]
    [InlineData("return [|drop.call(norm.call(x))|] + fc2.call(fc1.call(x).relu());")]
    [InlineData("var skip = [|torch.tanh(x)|]; var y = fc1.call(x).relu(); return skip.add(fc2.call(y));")]
    [InlineData("var y = fc2.call(norm.call(fc1.call(x)).relu()); y += [|norm.call(x)|]; return y;")]
    [InlineData("return functional.relu([|shortcut.call(x)|] + fc2.call(fc1.call(x).relu()));")]
    public async Task OperationOnTheSkipIsFound(string body)
    {
        var finding = await Verify<SkipNotIdentityRule>.Finding(Block(body));
        Assert.Equal(DiagnosticSeverity.Warning, finding.Severity);
    }

    [Theory]
    [InlineData("return x + fc2.call(norm.call(fc1.call(x)).relu());")]
    [InlineData("return norm.call(x + fc2.call(fc1.call(x).relu()));")]
    [InlineData("return functional.relu(x + fc2.call(fc1.call(x).relu()));")]
    [InlineData("var h = norm.call(x); return h + fc2.call(fc1.call(h).relu());")]
    [InlineData("return norm.call(x) + fc2.call(norm.call(x).relu());")]
    [InlineData("return norm.call(fc1.call(x)) + fc2.call(fc2.call(x).relu());")]
    [InlineData("return drop.call(fc2.call(fc1.call(x).relu())) + x;")]
    [InlineData("return fc1.call(x).tanh() + fc2.call(x).sigmoid();")]
    [InlineData("return functional.dropout(x, 0) + fc2.call(fc1.call(x).relu());")]
    [InlineData("return functional.avg_pool2d(x, 2) + fc2.call(fc1.call(x).relu());")]
    [InlineData("return norm.call(x) + x.tanh();")]
    [InlineData("return norm.call(x) * fc1.call(x) + fc2.call(x);")]
    [InlineData("return functional.relu(norm.call(fc1.call(x)) + drop.call(fc2.call(x)) + norm.call(x));")]
    [InlineData("return (x.ndim > 2 ? norm.call(x) : x) + fc2.call(fc1.call(x).relu());")]
    public async Task IdentityAndBranchesAreSilent(string body) => await Verify<SkipNotIdentityRule>.Findings(Block(body));

    [Fact]
    public async Task ShortcutOfABlockThatChangesItsShapeIsSilent()
    {
        await Verify<SkipNotIdentityRule>.Findings("""
            class Block : Module<Tensor, Tensor>
            {
                private readonly Sequential branch, shortcut;
                public Block(int from, int to) : base("block")
                {
                    branch = Sequential(Conv2d(from, to, 3, padding: 1), BatchNorm2d(to), ReLU(), Conv2d(to, to, 3, padding: 1), BatchNorm2d(to));
                    shortcut = from != to ? Sequential(Conv2d(from, to, 1), BatchNorm2d(to)) : Sequential(Identity());
                    RegisterComponents();
                }
                public override Tensor forward(Tensor x) => functional.relu(branch.call(x) + shortcut.call(x));
            }
            """);
    }

    [Fact]
    public async Task ModelThatUsesTheBlockAddsNothing()
    {
        var finding = await Verify<SkipNotIdentityRule>.Finding(Block("return [|norm.call(x)|] + fc2.call(fc1.call(x).relu());") + """

            class Net : Module<Tensor, Tensor>
            {
                private readonly Sequential net = Sequential(new Block(), new Block(), Linear(64, 2));
                public Net() : base("net") => RegisterComponents();
                public override Tensor forward(Tensor x) => net.call(x);
            }
            """);
        Assert.Equal(
            "LayerNorm stands on the skip path of a residual block in 'Block', so in every block the gradient of the skip passes it. Add the block's input itself; a normalization belongs at the start of the branch.",
            finding.GetMessage());
    }

    [Fact]
    public async Task SequentialThatUsesTheBlockInTheSameFileAddsNothing() => Assert.Contains("in 'Block'", (await Verify<SkipNotIdentityRule>.Finding(
        Block("return [|norm.call(x)|] + fc2.call(fc1.call(x).relu());") + """

        static class Training
        {
            static void Run() { var net = Sequential(Linear(8, 64), new Block(), new Block(), Linear(64, 2)); }
        }
        """)).GetMessage(), StringComparison.Ordinal);

    // What the class alone leaves open, the sizes that it is given decide.
    [Fact]
    public async Task SequentialTellsOfABlockThatCannotTellItself() => await Verify<SkipNotIdentityRule>.Finding("""
        class Block : Module<Tensor, Tensor>
        {
            private readonly Linear fc1, fc2;
            private readonly Module<Tensor, Tensor> skip;
            public Block(Module<Tensor, Tensor> skip) : base("block") { (fc1, fc2, this.skip) = (Linear(64, 64), Linear(64, 64), skip); RegisterComponents(); }
            public override Tensor forward(Tensor x) => [|skip.call(x)|] + fc2.call(fc1.call(x).relu());
        }
        static class Training
        {
            static void Run() { var net = Sequential(Linear(8, 64), new Block(LayerNorm(64)), Linear(64, 2)); }
        }
        """);

    private static string Block(string body) => $$"""
        class Block : Module<Tensor, Tensor>
        {
            private readonly Linear fc1 = Linear(64, 64), fc2 = Linear(64, 64);
            private readonly LayerNorm norm = LayerNorm(64);
            private readonly Dropout drop = Dropout(0.1);
            private readonly Sequential shortcut = Sequential(Identity(), BatchNorm1d(64));
            public Block() : base("block") { RegisterComponents(); }
            public override Tensor forward(Tensor x) { {{body}} }
        }
        """;
}
