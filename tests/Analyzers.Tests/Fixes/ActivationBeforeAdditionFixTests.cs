using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using GradGuard.CodeFixes.Fixes;

namespace GradGuard.Analyzers.Tests.Fixes;

public sealed class ActivationBeforeAdditionFixTests
{
    [Theory]
    [InlineData("return functional.relu(x + fc.call(x));", "return x + functional.relu(fc.call(x));")]
    [InlineData("return functional.relu(fc.call(x) + x);", "return functional.relu(fc.call(x)) + x;")]
    [InlineData("return (x + fc.call(x)).relu();", "return x + fc.call(x).relu();")]
    [InlineData("return act.call(x + fc.call(x));", "return x + act.call(fc.call(x));")]
    [InlineData("return torch.sigmoid(x.add(fc.call(x)));", "return x.add(torch.sigmoid(fc.call(x)));")]
    [InlineData("return head.call((fc.call(x) + x).tanh());", "return head.call(fc.call(x).tanh() + x);")]
    [InlineData("return (x + fc.call(x)).relu() * 2;", "return (x + fc.call(x).relu()) * 2;")]
    [InlineData("return functional.relu(/* skip */ x + fc.call(x)); // done", "return x + functional.relu(/* skip */ fc.call(x)); // done")]
    [InlineData("var y = fc.call(x); y += x; return functional.relu(y);", "var y = fc.call(x); y = functional.relu(y) + x; return y;")]
    [InlineData("var y = x + fc.call(x); y = y.relu(); return y;", "var y = x + fc.call(x).relu();  return y;")]
    [InlineData("x += fc.call(x); return x.relu_();", "x += fc.call(x).relu_(); return x;")]
    public async Task ActivationMovesIntoTheBranch(string before, string after) =>
        await VerifyFix<PostActivationResidualRule, ActivationBeforeAdditionFix>.Turns(Block(before), Block(after));

    [Fact]
    public async Task StatementOnItsOwnLineGoesWithItsLine() => await VerifyFix<PostActivationResidualRule, ActivationBeforeAdditionFix>.Turns(
        Block("""
            var y = x + fc.call(x);
                    y = functional.gelu(y);
                    return y;
            """),
        Block("""
            var y = x + functional.gelu(fc.call(x));
                    return y;
            """));

    [Fact]
    public async Task SumInAnotherMethodIsNotOffered() => await VerifyFix<PostActivationResidualRule, ActivationBeforeAdditionFix>.IsNotOffered(
        Block("return functional.relu(Sum(x, fc.call(x))); Tensor Sum(Tensor a, Tensor b) => a + b;"));

    private static string Block(string body) => $$"""
        class Block : Module<Tensor, Tensor>
        {
            private readonly Linear fc = Linear(8, 8), head = Linear(8, 8);
            private readonly ReLU act = ReLU();
            public Block() : base("block") { RegisterComponents(); }
            public override Tensor forward(Tensor x)
            {
                {{body}}
            }
        }
        """;
}
