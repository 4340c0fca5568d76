using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>What a variable that is given several values holds at one place: output = model.call(x); output = output.detach(); … output …</summary>
internal static class LastGiven
{
    /// <summary>The value of the last statement before a use that gives the variable one; null where that depends on the way the code takes.</summary>
    public static IOperation? Of(ILocalReferenceOperation use, TrainingCode code)
    {
        var name = use.Local.Name;
        if (IsWrittenInFunction(use, name))
            return null;

        for (var statement = use.Syntax.FirstAncestorOrSelf<StatementSyntax>(); statement?.Parent is BlockSyntax block; statement = block.Parent as StatementSyntax)
        {
            foreach (var before in block.Statements.TakeWhile(other => other != statement).Reverse())
                if (ValueIn(before, name) is { } value)
                    return code.Source.OperationOf(value, code.Cancellation);
                else if (Writes(before, name))
                    return null;

            // What a loop gives it further down, the next round begins with.
            if (block.Parent is not (BlockSyntax or IfStatementSyntax or UsingStatementSyntax or TryStatementSyntax) && Writes(block.Parent, name))
                return null;
        }

        return null;
    }

    // Who calls it may do so between two statements.
    private static bool IsWrittenInFunction(ILocalReferenceOperation use, string name) => use.Syntax.FirstAncestorOrSelf<SyntaxNode>(node => node is MemberDeclarationSyntax and not GlobalStatementSyntax or CompilationUnitSyntax)!
        .DescendantNodes().Any(node => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax && !node.Span.Contains(use.Syntax.Span) && Writes(node, name));

    private static ExpressionSyntax? ValueIn(StatementSyntax statement, string name) => statement switch
    {
        ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: IdentifierNameSyntax target, Right: var value } } when target.Identifier.ValueText == name => value,
        LocalDeclarationStatementSyntax { Declaration.Variables: var variables } => variables.FirstOrDefault(variable => variable.Identifier.ValueText == name)?.Initializer?.Value,
        _ => null,
    };

    private static bool Writes(SyntaxNode? code, string name) => code?.DescendantNodesAndSelf().Any(node => node switch
    {
        AssignmentExpressionSyntax { Left: var target } => target.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(part => part.Identifier.ValueText == name),
        ArgumentSyntax { RefKindKeyword.RawKind: not (int)SyntaxKind.None, Expression: IdentifierNameSyntax handed } => handed.Identifier.ValueText == name,
        LabeledStatementSyntax => true,
        _ => false,
    }) == true;
}
