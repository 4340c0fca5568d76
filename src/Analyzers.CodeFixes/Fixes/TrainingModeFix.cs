using System.Composition;
using GradGuard.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.CodeFixes.Fixes;

/// <summary>GG0605: puts the model back into training mode at the start of the loop, or never takes it out of it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(TrainingModeFix))]
[Shared]
public sealed class TrainingModeFix() : GradGuardCodeFix(RuleIds.EvaluationMode)
{
    private protected override IEnumerable<(string Title, IReadOnlyList<TextChange> Changes)> Fixes(FixContext context)
    {
        if (context.Node is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var model } } evaluation
            || context.Diagnostic.AdditionalLocations.FirstOrDefault() is not { } step || step.SourceTree != evaluation.SyntaxTree)
            yield break;

        var loop = evaluation.Ancestors().TakeWhile(node => node is not (MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax) or GlobalStatementSyntax)
            .FirstOrDefault(node => node is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax && node.Span.Contains(step.SourceSpan));
        if (loop is null)
        {
            if (SharesItsBody(evaluation, step))
                yield return ("Train in training mode", [new TextChange(TextSpan.FromBounds(model.Span.End, evaluation.Span.End), ".train()")]);
            else if (context.NodeAt(step.SourceSpan).FirstAncestorOrSelf<StatementSyntax>() is { Parent: BlockSyntax } training && IsVisibleAt(training, model, context))
                yield return ("Return to training mode before training goes on", [Layout.Before(context.Text, training, [$"{model}.train();"])]);
        }
        else if (loop.ChildNodes().OfType<BlockSyntax>().FirstOrDefault()?.Statements.FirstOrDefault() is { } first
            && IsVisibleAt(first, model, context))
            yield return ("Return to training mode at the start of the loop", [Layout.Before(context.Text, first, [$"{model}.train();"])]);
    }

    // Of fitting.Model it is fitting that the code there must know; of a member, the object that it is one of.
    private static bool IsVisibleAt(StatementSyntax place, ExpressionSyntax model, FixContext context)
    {
        while (model is MemberAccessExpressionSyntax { Expression: var owner and not (ThisExpressionSyntax or BaseExpressionSyntax) })
            model = owner;

        return context.Semantics.GetSymbolInfo(model, context.Cancellation).Symbol is { } symbol
            && context.Semantics.LookupSymbols(place.SpanStart, name: symbol.Name).Contains(symbol, SymbolEqualityComparer.Default);
    }

    private static bool SharesItsBody(SyntaxNode evaluation, Location step)
    {
        var body = evaluation.FirstAncestorOrSelf<SyntaxNode>(node => node is BaseMethodDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or CompilationUnitSyntax);
        return body?.Span.Contains(step.SourceSpan) == true;
    }
}
