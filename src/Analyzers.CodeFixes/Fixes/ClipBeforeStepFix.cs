using System.Composition;
using GradGuard.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.CodeFixes.Fixes;

/// <summary>GG0401: clips the norm of the gradients before the step.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ClipBeforeStepFix))]
[Shared]
public sealed class ClipBeforeStepFix() : GradGuardCodeFix(RuleIds.MissingClipping)
{
    private const string Title = "Clip the gradient norm to 1 before the step";

    private protected override IEnumerable<(string Title, IReadOnlyList<TextChange> Changes)> Fixes(FixContext context)
    {
        if (context.Node is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var optimizer } } step)
            yield break;

        // The optimizer knows its parameters too, where the model itself is out of sight.
        var owner = context.Property(FixProperties.Model) ?? optimizer.ToString();
        var clip = $"{TorchNames.GradientUtilities(context.Semantics, step.SpanStart)}.clip_grad_norm_({owner}.parameters(), 1.0);";
        var change = step.Parent switch
        {
            LambdaExpressionSyntax lambda => Layout.Block(context.Text, step, lambda.FirstAncestorOrSelf<StatementSyntax>() ?? (SyntaxNode)lambda, [clip, step + ";"]),
            ArrowExpressionClauseSyntax { Parent: BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax } arrow when ReturnsNothing(arrow, context) =>
                Layout.Block(context.Text, arrow, [clip, step + ";"]),
            _ => step.FirstAncestorOrSelf<StatementSyntax>() is { } statement and not LocalFunctionStatementSyntax ? Layout.Before(context.Text, statement, [clip]) : (TextChange?)null,
        };
        if (change is { } known)
            yield return (Title, [known]);
    }

    private static bool ReturnsNothing(ArrowExpressionClauseSyntax arrow, FixContext context) =>
        context.Semantics.GetDeclaredSymbol(arrow.Parent!, context.Cancellation) is IMethodSymbol { ReturnsVoid: true };
}
