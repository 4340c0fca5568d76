using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using GradGuard.CodeFixes.Fixes;

namespace GradGuard.Analyzers.Tests.Fixes;

public sealed class BareSkipFixTests
{
    [Theory]
    [InlineData("norm.call(x) + fc2.call(fc1.call(x).relu()) // post", "x + fc2.call(fc1.call(x).relu()) // post")]
    [InlineData("fc2.call(fc1.call(x).relu()) + torch.tanh(/* in */ x)", "fc2.call(fc1.call(x).relu()) + x")]
    [InlineData("drop.call(norm.call(x)) + fc2.call(fc1.call(x).relu())", "x + fc2.call(fc1.call(x).relu())")]
    [InlineData("functional.relu(functional.dropout(x, 0.2) + fc2.call(fc1.call(x).relu()))", "functional.relu(x + fc2.call(fc1.call(x).relu()))")]
    public async Task SkipBecomesTheIdentity(string before, string after) =>
        await VerifyFix<SkipNotIdentityAnalyzer, SkipNotIdentityFix>.Turns(Block(before), Block(after));

    [Fact]
    public async Task EveryBlockIsMended()
    {
        await VerifyFix<SkipNotIdentityAnalyzer, SkipNotIdentityFix>.Turns(
            Block("norm.call(x) + fc2.call(fc1.call(x).relu())") + Block("x.relu() + fc1.call(x)", "Other"),
            Block("x + fc2.call(fc1.call(x).relu())") + Block("x + fc1.call(x)", "Other"));
    }

    [Fact]
    public async Task OperationsInSeveralStatementsAreLeftAlone()
    {
        await VerifyFix<SkipNotIdentityAnalyzer, SkipNotIdentityFix>.IsNotOffered(
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
        await VerifyFix<NeedlessProjectionAnalyzer, NeedlessProjectionFix>.Turns(Block(before), Block(after));

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
