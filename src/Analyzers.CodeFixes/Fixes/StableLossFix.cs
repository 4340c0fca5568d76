using System.Composition;
using GradGuard.Analyzers;
using GradGuard.Analyzers.TrainingLoops;
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
        if (context.Diagnostic.AdditionalLocations.FirstOrDefault() is not { } place || place.SourceTree != context.Root.SyntaxTree || TorchSharpContext.Of(context.Semantics.Compilation) is not { } torch)
            yield break;

        if (context.Node is InvocationExpressionSyntax logarithm && NameOf(logarithm) is { Identifier.Text: "log" })
        {
            if (ActivationCall.Of(context.NodeAt(place.SourceSpan), context) is { } activation && NameOf(activation.Call) is { Identifier.Text: "softmax" } softmax && IsDirect(logarithm, activation.Call))
                yield return ("Use log_softmax", [new TextChange(logarithm.Span, LogSoftmax(activation, softmax, context))]);
        }
        else if (context.Node.FirstAncestorOrSelf<ArgumentSyntax>() is { Parent.Parent: InvocationExpressionSyntax loss }
            && new LogitsLossRewrite(context, TrainingCode.Of(torch, context.Cancellation)).Of(loss) is { } changes)
        {
            yield return ("Use the loss over logits", changes);
        }
    }

    private static bool IsDirect(InvocationExpressionSyntax logarithm, InvocationExpressionSyntax softmax) =>
        (logarithm.Expression as MemberAccessExpressionSyntax)?.Expression == softmax || logarithm.ArgumentList.Arguments.FirstOrDefault()?.Expression == softmax;

    // torch itself has a softmax, but no log_softmax; a tensor has both.
    private static string LogSoftmax(ActivationCall softmax, SimpleNameSyntax name, FixContext context)
    {
        const string better = "log_softmax";
        var owner = context.Semantics.GetSymbolInfo(softmax.Call, context.Cancellation).Symbol?.ContainingType;
        return owner?.GetMembers(better).IsEmpty == false
            ? softmax.Call.ToString().Remove(name.SpanStart - softmax.Call.SpanStart, name.Span.Length).Insert(name.SpanStart - softmax.Call.SpanStart, better)
            : $"{ActivationSyntax.Primary(softmax.Operand)}.{better}({string.Join(", ", softmax.Call.ArgumentList.Arguments.Where(argument => argument.Expression != softmax.Operand))})";
    }

    private static SimpleNameSyntax? NameOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Name,
        SimpleNameSyntax name => name,
        _ => null,
    };
}
