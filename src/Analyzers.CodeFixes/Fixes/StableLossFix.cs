using System.Composition;
using GradGuard.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.CodeFixes.Fixes;

/// <summary>GG0502: log_softmax for the logarithm of a softmax, and the loss over logits for that over a sigmoid.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(StableLossFix))]
[Shared]
public sealed class StableLossFix() : GradGuardCodeFix(RuleIds.SaturatingLoss)
{
    private protected override IEnumerable<(string Title, IReadOnlyList<TextChange> Changes)> Fixes(FixContext context)
    {
        if (context.Diagnostic.AdditionalLocations.FirstOrDefault() is not { } place || place.SourceTree != context.Root.SyntaxTree
            || ActivationCall.Of(context.NodeAt(place.SourceSpan), context) is not { } activation || !context.Diagnostic.Location.SourceSpan.Contains(activation.Call.Span))
            yield break;

        if (context.Node is InvocationExpressionSyntax logarithm && logarithm != activation.Call && NameOf(logarithm) is { Identifier.Text: "log" })
        {
            if (NameOf(activation.Call) is { Identifier.Text: "softmax" } softmax && IsDirect(logarithm, activation.Call))
                yield return ("Use log_softmax", [new TextChange(logarithm.Span, Renamed(activation.Call, softmax, "log_softmax"))]);
        }
        else if (activation.Call.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax loss } && NameOf(loss) is { Identifier.Text: "binary_cross_entropy" } name)
            yield return ("Use the loss over logits", [new TextChange(name.Span, "binary_cross_entropy_with_logits"), new TextChange(activation.Call.Span, activation.Operand.ToString())]);
    }

    private static bool IsDirect(InvocationExpressionSyntax logarithm, InvocationExpressionSyntax softmax) =>
        (logarithm.Expression as MemberAccessExpressionSyntax)?.Expression == softmax || logarithm.ArgumentList.Arguments.FirstOrDefault()?.Expression == softmax;

    private static string Renamed(InvocationExpressionSyntax call, SimpleNameSyntax name, string to) =>
        call.ToString().Remove(name.SpanStart - call.SpanStart, name.Span.Length).Insert(name.SpanStart - call.SpanStart, to);

    private static SimpleNameSyntax? NameOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Name,
        SimpleNameSyntax name => name,
        _ => null,
    };
}
