using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using GradGuard.CodeFixes.Fixes;

namespace GradGuard.Analyzers.Tests.Fixes;

public sealed class BareSkipFixTests
{
    [Theory]
    [InlineData("norm.call(x) + fc2.call(fc1.call(x).relu()) // post", "x + fc2.call(fc1.call(x).relu()) // post")]
    [InlineData("fc2.call(fc1.call(x).relu()) + torch.tanh(/* in */ x)", "fc2.call(fc1.call(x).relu()) + /* in */ x")]
    [InlineData("drop.call(norm.call(x)) + fc2.call(fc1.call(x).relu())", "x + fc2.call(fc1.call(x).relu())")]
    [InlineData("functional.relu(functional.dropout(x, 0.2) + fc2.call(fc1.call(x).relu()))", "functional.relu(x + fc2.call(fc1.call(x).relu()))")]
    public async Task SkipBecomesTheIdentity(string before, string after) =>
        await VerifyFix<SkipNotIdentityRule, SkipNotIdentityFix>.Turns(Block(before), Without(Block(after), before));

    [Fact]
    public async Task EveryBlockIsMended()
    {
        await VerifyFix<SkipNotIdentityRule, SkipNotIdentityFix>.Turns(
            Block("norm.call(x) + fc2.call(fc1.call(x).relu())") + Block("x.relu() + fc1.call(x)", "Other"),
            Without(Block("x + fc2.call(fc1.call(x).relu())"), "norm.call(x)") + Block("x + fc1.call(x)", "Other"));
    }

    [Theory]
    [InlineData("proj = Linear(64, 64);")]
    [InlineData("this.proj = nn.Linear(64, 64); // square")]
    public async Task AssignmentInTheConstructorGoesToo(string made) => await VerifyFix<NeedlessProjectionRule, NeedlessProjectionFix>.Turns(
        Made("    private readonly Linear proj;\n", $"        {made}\n", "proj.call(x)"), Made("", "", "x"));

    [Theory]
    [InlineData("private readonly Linear proj;", "proj = Linear(64, 64); init.eye_(proj.weight!);")]
    [InlineData("public readonly Linear proj;", "proj = Linear(64, 64);")]
    [InlineData("private readonly Linear proj = Linear(64, 64); public Tensor Project(Tensor x) => proj.call(x);", "")]
    public async Task LayerThatIsStillUsedStays(string member, string made) =>
        await VerifyFix<NeedlessProjectionRule, NeedlessProjectionFix>.Turns(Made($"    {member}\n", $"        {made}\n", "proj.call(x)"), Made($"    {member}\n", $"        {made}\n", "x"));

    [Fact]
    public async Task OperationsInSeveralStatementsAreLeftAlone()
    {
        await VerifyFix<SkipNotIdentityRule, SkipNotIdentityFix>.IsNotOffered(
            Block("Sum(x)").Replace("    public override", """
                    private Tensor Sum(Tensor x)
                    {
                        var skip = norm.call(x);
                        skip = drop.call(skip);
                        return skip + fc2.call(fc1.call(x).relu());
                    }

                    public override
                """));
    }

    [Theory]
    [InlineData("proj.call(x) + fc2.call(fc1.call(x).relu())", "x + fc2.call(fc1.call(x).relu())")]
    [InlineData("fc2.call(fc1.call(x).relu()) + norm.call(proj.call(x))", "fc2.call(fc1.call(x).relu()) + x")]
    public async Task ProjectionIsDropped(string before, string after) =>
        await VerifyFix<NeedlessProjectionRule, NeedlessProjectionFix>.Turns(Block(before), Without(Block(after), before));

    [Fact]
    public async Task DocumentationGoesWithItsField() => await VerifyFix<NeedlessProjectionRule, NeedlessProjectionFix>.Turns(
        Made("    /// <summary>Of the skip.</summary>\n    private readonly Linear proj = Linear(64, 64);\n", "", "proj.call(x)"), Made("", "", "x"));

    [Fact]
    public async Task LayerOfAnotherPartOfTheClassGoesTooWithoutAHoleOfTwoLines() => await VerifyFix<NeedlessProjectionRule, NeedlessProjectionFix>.Turns(
        """
        partial class Block : Module<Tensor, Tensor>
        {
            private readonly Linear fc1 = Linear(64, 64), fc2 = Linear(64, 64);

            private readonly Linear proj = Linear(64, 64); // of the skip

            public Block() : base("block") => RegisterComponents();
        }

        partial class Block
        {
            public override Tensor forward(Tensor x) => proj.call(x) + fc2.call(fc1.call(x).relu());
        }
        """,
        """
        partial class Block : Module<Tensor, Tensor>
        {
            private readonly Linear fc1 = Linear(64, 64), fc2 = Linear(64, 64);

            public Block() : base("block") => RegisterComponents();
        }

        partial class Block
        {
            public override Tensor forward(Tensor x) => x + fc2.call(fc1.call(x).relu());
        }
        """);

    private static string Made(string member, string made, string skip) => $$"""
        class Block : Module<Tensor, Tensor>
        {
            private readonly Linear fc1 = Linear(64, 64), fc2 = Linear(64, 64);
        {{member}}
            public Block() : base("block")
            {
        {{made}}        RegisterComponents();
            }
            public override Tensor forward(Tensor x) => {{skip}} + fc2.call(fc1.call(x).relu());
        }
        """;

    // The layers of the skip that nothing else uses.
    private static string Without(string block, string skip)
    {
        foreach (var (layer, declaration) in new[] { ("norm", "    private readonly LayerNorm norm = LayerNorm(64);\n"), ("drop", "    private readonly Dropout drop = Dropout(0.1);\n"), ("proj", ", proj = Linear(64, 64)") })
            if (skip.Contains(layer + ".call"))
                block = block.Replace(declaration, "");

        return block;
    }

    private static string Block(string forward, string name = "Block") => $$"""
        class {{name}} : Module<Tensor, Tensor>
        {
            private readonly Linear fc1 = Linear(64, 64), fc2 = Linear(64, 64), proj = Linear(64, 64);
            private readonly LayerNorm norm = LayerNorm(64);
            private readonly Dropout drop = Dropout(0.1);

            public {{name}}()
                : base("block") => RegisterComponents();

            public override Tensor forward(Tensor x)
            {
                return {{forward}}
                ;
            }
        }

        """;
}
