using GradGuard.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.CodeFixes.Fixes;

/// <summary>The statements of one list: those of a block, a case, or a program without a Main.</summary>
internal sealed class Siblings
{
    private readonly IReadOnlyList<StatementSyntax> _statements;
    private readonly FixContext _context;
    private readonly TorchSharpContext? _torch;

    private Siblings(IReadOnlyList<StatementSyntax> statements, StatementSyntax own, FixContext context)
    {
        (_statements, Own, _context) = (statements, own, context);
        _torch = TorchSharpContext.Of(context.Semantics.Compilation);
    }

    public StatementSyntax Own { get; }

    /// <summary>The list that the statement around a node stands in; null where it stands in none.</summary>
    public static Siblings? Of(SyntaxNode node, FixContext context) => node.FirstAncestorOrSelf<StatementSyntax>() switch
    {
        { Parent: BlockSyntax block } own => new(block.Statements, own, context),
        { Parent: SwitchSectionSyntax section } own => new(section.Statements, own, context),
        { Parent: GlobalStatementSyntax { Parent: CompilationUnitSyntax unit } } own => new([.. unit.Members.OfType<GlobalStatementSyntax>().Select(member => member.Statement)], own, context),
        _ => null,
    };

    public IEnumerable<StatementSyntax> Before(StatementSyntax place) => _statements.TakeWhile(statement => statement != place).Reverse();

    public IEnumerable<StatementSyntax> After(StatementSyntax place) => _statements.SkipWhile(statement => statement != place).Skip(1);

    public bool IsBackward(StatementSyntax statement) => IsCall(statement, "backward", (torch, type) => torch.IsTensor(type) || TorchSharpContext.Same(type, torch.AutomaticGradient));

    public bool IsStep(StatementSyntax statement) => IsCall(statement, "step", (torch, type) => torch.IsOptimizer(type));

    /// <summary>Whether a loop or a block around statements has a step in it.</summary>
    public bool ContainsStep(StatementSyntax statement) => statement is not LocalFunctionStatementSyntax && statement
        .DescendantNodes(node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).OfType<ExpressionStatementSyntax>().Any(IsStep);

    public bool IsZeroGrad(StatementSyntax statement) => IsCall(statement, "zero_grad", (torch, type) => torch.IsOptimizer(type) || torch.IsModule(type));

    /// <summary>Moves a statement, with a comment on its line, to stand before another.</summary>
    public IReadOnlyList<TextChange> MoveBefore(StatementSyntax statement, StatementSyntax place)
    {
        var (whole, text) = Line(statement);
        return [new(whole, ""), Layout.Before(_context.Text, place, [text])];
    }

    /// <summary>Moves a statement, with a comment on its line, to stand after another.</summary>
    public IReadOnlyList<TextChange> MoveAfter(StatementSyntax statement, StatementSyntax place)
    {
        var (whole, text) = Line(statement);
        return [new(whole, ""), Layout.After(_context.Text, place, [text])];
    }

    private (TextSpan Whole, string Text) Line(StatementSyntax statement)
    {
        var (first, last) = (_context.Text.Lines.GetLineFromPosition(statement.SpanStart), _context.Text.Lines.GetLineFromPosition(statement.Span.End));
        var rest = _context.Text.ToString(TextSpan.FromBounds(statement.Span.End, last.End)).Trim();
        var isAlone = _context.Text.ToString(TextSpan.FromBounds(first.Start, statement.SpanStart)).Trim().Length == 0 && (rest.Length == 0 || rest.StartsWith("//", StringComparison.Ordinal));
        if (isAlone)
            return (TextSpan.FromBounds(first.Start, last.EndIncludingLineBreak), _context.Text.ToString(TextSpan.FromBounds(statement.SpanStart, last.End)).TrimEnd());

        var end = statement.Span.End < last.End && _context.Text[statement.Span.End] == ' ' ? statement.Span.End + 1 : statement.Span.End;
        return (TextSpan.FromBounds(statement.SpanStart, end), statement.ToString());
    }

    private bool IsCall(StatementSyntax statement, string name, Func<TorchSharpContext, ITypeSymbol, bool> isOwner) =>
        statement is ExpressionStatementSyntax { Expression: InvocationExpressionSyntax call } && _torch is not null
        && _context.Semantics.GetSymbolInfo(call, _context.Cancellation).Symbol is IMethodSymbol method && method.Name == name && isOwner(_torch, method.ContainingType);
}
