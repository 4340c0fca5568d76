using System.Composition;
using GradGuard.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.CodeFixes.Fixes;

/// <summary>GG0201: moves the activation from the sum to the branch.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ActivationBeforeAdditionFix))]
[Shared]
public sealed class ActivationBeforeAdditionFix() : GradGuardCodeFix(RuleIds.PostActivationResidual)
{
    private const string Title = "Move the activation into the branch, before the addition";

    private protected override IEnumerable<(string Title, IReadOnlyList<TextChange> Changes)> Fixes(FixContext context)
    {
        if (context.Property(FixProperties.Branch) is not { } branch || context.Diagnostic.AdditionalLocations.Count != 1
            || context.Diagnostic.AdditionalLocations[0] is not { } sumLocation || sumLocation.SourceTree != context.Root.SyntaxTree
            || context.Node is not InvocationExpressionSyntax call
            || ActivationSyntax.Of(call, context.Semantics, context.Cancellation) is not { } activation
            || context.NodeAt(sumLocation.SourceSpan) is not ExpressionSyntax sum
            || WithActivatedBranch(sum, activation, branchIsFirst: branch == "0") is not { } moved)
            yield break;

        if (ActivationSyntax.Unwrapped(activation.Operand) == sum)
            yield return (Title, [new TextChange(call.Span, NeedsParentheses(call, sum) ? $"({moved})" : moved)]);
        else if (ActivationSyntax.Unwrapped(activation.Operand) is IdentifierNameSyntax variable && TargetOf(sum) == variable.Identifier.ValueText)
            yield return (Title, [new TextChange(sum.Span, moved), WithoutActivation(call, variable, context.Text)]);
    }

    // y = x + f; … act(y) becomes y = x + act(f); … y.
    private static TextChange WithoutActivation(InvocationExpressionSyntax call, IdentifierNameSyntax variable, SourceText text)
    {
        var idle = call.Parent switch
        {
            AssignmentExpressionSyntax { Left: IdentifierNameSyntax target, Parent: ExpressionStatementSyntax statement } when target.Identifier.ValueText == variable.Identifier.ValueText => statement,
            ExpressionStatementSyntax inPlace => inPlace,
            _ => null,
        };
        if (idle is not { Parent: BlockSyntax or GlobalStatementSyntax })
            return new TextChange(call.Span, variable.ToString());

        // A statement that has its lines to itself takes them along.
        var lines = TextSpan.FromBounds(text.Lines.GetLineFromPosition(idle.SpanStart).Start, text.Lines.GetLineFromPosition(idle.Span.End).EndIncludingLineBreak);
        return new TextChange(text.ToString(lines).Trim() == idle.ToString() ? lines : idle.Span, "");
    }

    private static string? WithActivatedBranch(ExpressionSyntax sum, ActivationSyntax activation, bool branchIsFirst)
    {
        switch (sum)
        {
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } addition:
                return Replaced(sum, branchIsFirst ? addition.Left : addition.Right, activation);
            case AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.AddAssignmentExpression } compound:
                return branchIsFirst
                    ? $"{compound.Left} = {activation.AppliedTo(compound.Left)} + {compound.Right}"
                    : Replaced(sum, compound.Right, activation);
            case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "add" or "add_" } member, ArgumentList.Arguments: { Count: 1 } arguments }:
                return Replaced(sum, branchIsFirst ? member.Expression : arguments[0].Expression, activation);
            default:
                return null;
        }
    }

    private static string Replaced(ExpressionSyntax sum, ExpressionSyntax operand, ActivationSyntax activation)
    {
        var start = operand.SpanStart - sum.SpanStart;
        return sum.ToString().Remove(start, operand.Span.Length).Insert(start, activation.AppliedTo(operand));
    }

    private static bool NeedsParentheses(InvocationExpressionSyntax call, ExpressionSyntax sum) =>
        sum is BinaryExpressionSyntax && call.Parent is MemberAccessExpressionSyntax or BinaryExpressionSyntax or PrefixUnaryExpressionSyntax or ConditionalAccessExpressionSyntax;

    private static string? TargetOf(ExpressionSyntax sum) => sum switch
    {
        AssignmentExpressionSyntax { Left: IdentifierNameSyntax name } => name.Identifier.ValueText,
        { Parent: AssignmentExpressionSyntax { Left: IdentifierNameSyntax name } } => name.Identifier.ValueText,
        { Parent: EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax declarator } } => declarator.Identifier.ValueText,
        _ => null,
    };
}
