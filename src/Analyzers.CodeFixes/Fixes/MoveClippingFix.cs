using System.Composition;
using GradGuard.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.CodeFixes.Fixes;

/// <summary>GG0402: clips between backward and step, or the optimizer's own parameters.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MoveClippingFix))]
[Shared]
public sealed class MoveClippingFix() : GradGuardCodeFix(RuleIds.IdleClipping)
{
    private protected override IEnumerable<(string Title, IReadOnlyList<TextChange> Changes)> Fixes(FixContext context)
    {
        if (context.Property(FixProperties.Model) is { } model)
        {
            if (OwnerOf(context.Node) is { } owner && context.Semantics.LookupSymbols(owner.SpanStart, name: model).Any())
                yield return ($"Clip the gradients of '{model}', which the optimizer steps on", [new TextChange(owner.Span, model)]);

            yield break;
        }

        if (Siblings.Of(context.Node, context) is { Own: { } clip } siblings && StepFor(clip, siblings) is { } step)
            yield return ("Clip between backward and the step", siblings.MoveBefore(clip, step));
    }

    // What a declaration declares may be used before the step, so it moves up only.
    private static StatementSyntax? StepFor(StatementSyntax clip, Siblings siblings)
    {
        var next = siblings.After(clip).SkipWhile(statement => !siblings.IsBackward(statement)).FirstOrDefault(siblings.IsStep);
        if (next is not null)
            return clip is ExpressionStatementSyntax ? next : null;

        var last = siblings.Before(clip).FirstOrDefault(siblings.IsStep);
        return last is not null && siblings.Before(last).Any(siblings.IsBackward) ? last : null;
    }

    private static ExpressionSyntax? OwnerOf(SyntaxNode clip) => clip.DescendantNodes().OfType<InvocationExpressionSyntax>()
        .Select(call => call.Expression).OfType<MemberAccessExpressionSyntax>()
        .FirstOrDefault(access => access.Name.Identifier.Text == "parameters")?.Expression;
}
