using System.Composition;
using GradGuard.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.CodeFixes.Fixes;

/// <summary>GG0405: zeroes the gradients before backward adds to them, or after the step where backward is out of sight.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ZeroGradFix))]
[Shared]
public sealed class ZeroGradFix() : GradGuardCodeFix(RuleIds.MissingZeroGrad)
{
    private protected override IEnumerable<(string Title, IReadOnlyList<TextChange> Changes)> Fixes(FixContext context)
    {
        if (context.Node is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var optimizer } } step)
            yield break;

        var zero = $"{optimizer}.zero_grad();";
        if (step.ArgumentList.Arguments.Count > 0)
        {
            if (BackwardIn(step.ArgumentList, context) is { } inClosure)
                yield return (TitleFor("backward"), [Layout.Before(context.Text, inClosure, [zero])]);
        }
        else if (Siblings.Of(step, context) is { } siblings && FirstBackwardFor(siblings) is { } backward)
            yield return (TitleFor("backward"), [Layout.Before(context.Text, backward, [zero])]);
        else if (step.Parent is ExpressionStatementSyntax statement)
            yield return ("Call zero_grad after the step", [Layout.After(context.Text, statement, [zero])]);

        static string TitleFor(string place) => $"Call zero_grad before {place}";
    }

    // Several may add to one step; those before another optimizer's step are for that one.
    private static StatementSyntax? FirstBackwardFor(Siblings siblings) =>
        siblings.Before(siblings.Own).TakeWhile(statement => !siblings.IsStep(statement)).LastOrDefault(siblings.IsBackward)
        ?? siblings.Before(siblings.Own).LastOrDefault(siblings.IsBackward);

    private static StatementSyntax? BackwardIn(SyntaxNode closure, FixContext context) =>
        closure.DescendantNodes().OfType<ExpressionStatementSyntax>().FirstOrDefault(statement => Siblings.Of(statement, context)?.IsBackward(statement) == true);
}
