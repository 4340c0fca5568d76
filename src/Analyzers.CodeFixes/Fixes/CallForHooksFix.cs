using System.Composition;
using GradGuard.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.CodeFixes.Fixes;

/// <summary>GG0604: call for forward.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CallForHooksFix))]
[Shared]
public sealed class CallForHooksFix() : GradGuardCodeFix(RuleIds.HookBypass)
{
    private protected override IEnumerable<(string Title, IReadOnlyList<TextChange> Changes)> Fixes(FixContext context)
    {
        if (context.Node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: not BaseExpressionSyntax, Name: var forward } })
            yield return ("Use call, which runs the hooks", [new TextChange(forward.Span, "call")]);
    }
}
