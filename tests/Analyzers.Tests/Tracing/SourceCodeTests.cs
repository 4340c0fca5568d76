using GradGuard.Analyzers.Tests.Verification;
using GradGuard.Analyzers.Tracing;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Tracing;

public sealed class SourceCodeTests
{
    private const string Block = """
        partial class Block : Module<Tensor, Tensor>
        {
            private readonly Linear fc = Linear(8, 8);
            public Block() : base("block") { RegisterComponents(); }
            public override Tensor forward(Tensor x) => functional.relu(fc.call(x));
        }
        """;

    [Fact]
    public void A_file_that_has_been_looked_at_is_let_go_of()
    {
        var (source, file) = Kept(Block);
        var kept = source.SemanticsOf(file);

        source.LeaveOff(file, TestContext.Current.CancellationToken);

        Assert.NotSame(kept, source.SemanticsOf(file));
    }

    [Theory]
    [InlineData("class Other { public static Block Made() => new Block(); }")]
    [InlineData("class Other { public static Block? Made = new(); }")]
    [InlineData("class Other : Block { }")]
    [InlineData("partial class Block { }")]
    public void A_file_that_others_have_to_do_with_stays_at_hand(string other)
    {
        var (source, file) = Kept(Block, other);
        var kept = source.SemanticsOf(file);

        source.LeaveOff(file, TestContext.Current.CancellationToken);

        Assert.Same(kept, source.SemanticsOf(file));
    }

    [Fact]
    public void A_file_that_makes_what_another_declares_stays_at_hand()
    {
        var (source, file) = Kept(Block + "\nclass Net { public object Made() => new Head(3); }", "class Head(int classes) { public int Classes => classes; }");
        var kept = source.SemanticsOf(file);

        source.LeaveOff(file, TestContext.Current.CancellationToken);

        Assert.Same(kept, source.SemanticsOf(file));
    }

    [Fact]
    public void The_code_of_a_file_that_was_let_go_of_is_found_again()
    {
        var (source, file) = Kept(Block);
        var type = source.SemanticsOf(file).Compilation.GetSymbolsWithName("Block", SymbolFilter.Type, TestContext.Current.CancellationToken).OfType<INamedTypeSymbol>().Single();
        var forward = (IMethodSymbol)type.GetMembers("forward").Single();
        var before = source.BodyOf(forward, TestContext.Current.CancellationToken);
        var initializers = source.InitializersOf(type, TestContext.Current.CancellationToken);

        source.LeaveOff(file, TestContext.Current.CancellationToken);

        Assert.NotSame(before, source.BodyOf(forward, TestContext.Current.CancellationToken));
        Assert.Equal(before!.Syntax, source.BodyOf(forward, TestContext.Current.CancellationToken)!.Syntax);
        Assert.Equal(initializers.Select(found => found.Member.Name), source.InitializersOf(type, TestContext.Current.CancellationToken).Select(found => found.Member.Name));
    }

    private static (SourceCode Source, SyntaxTree File) Kept(params string[] sources)
    {
        var compilation = TestCompilation.OfValid(sources);
        var file = compilation.SyntaxTrees[1];
        var source = SourceCode.Of(compilation);
        source.Keep(compilation.GetSemanticModel(file));
        return (source, file);
    }
}
