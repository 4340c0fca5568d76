using System.Composition;
using GradGuard.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.CodeFixes.Fixes;

/// <summary>GG0403: clips the norm to 1; a bound of one element says nothing about the norm.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ClipByNormFix))]
[Shared]
public sealed class ClipByNormFix() : GradGuardCodeFix(RuleIds.ValueClipping)
{
    private protected override IEnumerable<(string Title, IReadOnlyList<TextChange> Changes)> Fixes(FixContext context)
    {
        if (context.Node is not InvocationExpressionSyntax { ArgumentList.Arguments: { Count: 2 } arguments } clip)
            yield break;

        var name = clip.Expression switch
        {
            MemberAccessExpressionSyntax access => access.Name,
            SimpleNameSyntax simple => simple,
            _ => null,
        };
        var bound = arguments.FirstOrDefault(argument => argument.NameColon?.Name.Identifier.Text == "clip_value") ?? arguments[1];
        if (name?.Identifier.Text == "clip_grad_value_" && bound.NameColon?.Name.Identifier.Text is null or "clip_value")
            yield return ("Clip the gradient norm to 1", [new TextChange(name!.Span, "clip_grad_norm_"), new TextChange(bound.Span, bound.NameColon is null ? "1.0" : "max_norm: 1.0")]);
    }
}
