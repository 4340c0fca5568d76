using System.Composition;
using GradGuard.Analyzers;
using GradGuard.Analyzers.TrainingLoops;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.CodeFixes.Fixes;

/// <summary>
/// GG0501: feeds the loss what the activation was applied to, or takes the activation from the end of the Sequential; a loss over
/// log-probabilities gets log_softmax.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RawScoresFix))]
[Shared]
public sealed class RawScoresFix() : GradGuardCodeFix(RuleIds.DoubleActivation)
{
    private protected override Location PlaceToChange(Diagnostic diagnostic) => diagnostic.AdditionalLocations.FirstOrDefault() ?? diagnostic.Location;

    private protected override IEnumerable<(string Title, IReadOnlyList<TextChange> Changes)> Fixes(FixContext context)
    {
        if (context.Diagnostic.AdditionalLocations.FirstOrDefault() is not { } place || place.SourceSpan.End > context.Root.FullSpan.End)
            yield break;

        var node = context.NodeAt(place.SourceSpan);
        // Its loss over raw scores would have no floor.
        if (context.Property(FixProperties.Cause) == nameof(LossKind.NegativeLogLikelihood))
        {
            if (Logarithm(node, context) is { } logarithm && context.IsInFileOfFinding && context.Node.Span.Contains(node.Span))
                yield return ("Feed the loss log_softmax", [logarithm]);
            yield break;
        }

        var input = !context.IsInFileOfFinding ? null : context.Node is ArgumentSyntax argument ? argument.Expression : context.Node;
        if (ActivationCall.Of(node, context) is { } activation)
        {
            // The probabilities may be wanted elsewhere too, so a variable of them stays.
            if (input?.Span.Contains(node.Span) == true)
                yield return ("Feed the loss the raw scores", activation.Removed());
            else if (IsReturnedByForward(node) && IsNothingElse(activation.Call, context))
                yield return ("Return the raw scores from the model", [.. activation.Removed(), .. new UnusedFields(context).After(activation.Call, activation.Operand)]);
            else if (input is not null && activation.Operand is IdentifierNameSyntax scores && IsSameAt(input, scores, context))
                yield return ("Feed the loss the raw scores", [new TextChange(input.Span, scores.ToString())]);
        }
        else if (LayerIn(node) is { Parent: ArgumentListSyntax { Arguments: { Count: > 1 } arguments } } layer && arguments[arguments.Count - 1] == layer)
            yield return ("Take the activation from the end of the model", [new TextChange(TextSpan.FromBounds(arguments[arguments.Count - 2].Span.End, layer.Span.End), "")]);
    }

    // Where log_softmax can be called as softmax is: torch itself has none.
    private static TextChange? Logarithm(SyntaxNode node, FixContext context) =>
        node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: { Identifier.ValueText: "softmax" } name } } call
        && call.ArgumentList.Arguments.All(argument => argument.NameColon is null)
        && context.Semantics.GetSymbolInfo(call, context.Cancellation).Symbol is IMethodSymbol method
        && method.ContainingType.GetMembers("log_softmax").OfType<IMethodSymbol>().Any(other => other.Parameters.Length >= call.ArgumentList.Arguments.Count)
            ? new TextChange(name.Span, "log_softmax") : null;

    private static bool IsReturnedByForward(SyntaxNode activation) => activation.FirstAncestorOrSelf<MethodDeclarationSyntax>()?.Identifier.ValueText == "forward"
        && activation.FirstAncestorOrSelf<SyntaxNode>(node => node is not (ParenthesizedExpressionSyntax or InvocationExpressionSyntax or MemberAccessExpressionSyntax or ArgumentSyntax or ArgumentListSyntax)) is ReturnStatementSyntax or ArrowExpressionClauseSyntax;

    // What is made elsewhere may do more than the activation: a Sequential ends in it.
    private static bool IsNothingElse(InvocationExpressionSyntax call, FixContext context) => TorchSharpContext.Of(context.Semantics.Compilation) is { } torch
        && context.Semantics.GetSymbolInfo(call, context.Cancellation).Symbol is IMethodSymbol method
        && (!torch.IsModule(method.ContainingType) || (call.Expression is MemberAccessExpressionSyntax { Expression: var layer }
            && torch.LayerName(context.Semantics.GetTypeInfo(layer, context.Cancellation).Type) is "Softmax" or "Sigmoid"));

    private static ArgumentSyntax? LayerIn(SyntaxNode node) =>
        node.FirstAncestorOrSelf<ArgumentSyntax>(argument => argument.Parent?.Parent is InvocationExpressionSyntax { Expression: var made } && made.ToString().EndsWith("Sequential", StringComparison.Ordinal));

    private static bool IsSameAt(SyntaxNode input, IdentifierNameSyntax scores, FixContext context) =>
        input is IdentifierNameSyntax && context.Semantics.GetSymbolInfo(scores, context.Cancellation).Symbol is ILocalSymbol or IParameterSymbol
        && context.Semantics.LookupSymbols(input.SpanStart, name: scores.Identifier.Text).Contains(context.Semantics.GetSymbolInfo(scores, context.Cancellation).Symbol!, SymbolEqualityComparer.Default)
        && !context.Root.DescendantNodes().OfType<AssignmentExpressionSyntax>().Any(assignment => assignment.Left.ToString() == scores.Identifier.Text);
}
