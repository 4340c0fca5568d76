using System.Composition;
using GradGuard.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.CodeFixes.Fixes;

/// <summary>GG0603: makes the optimizer after the model has its last parameters, or with the parameters of the model that is trained.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(OptimizerAfterChangeFix))]
[Shared]
public sealed class OptimizerAfterChangeFix() : GradGuardCodeFix(RuleIds.StaleOptimizer)
{
    private protected override IEnumerable<(string Title, IReadOnlyList<TextChange> Changes)> Fixes(FixContext context)
    {
        if (context.Diagnostic.AdditionalLocations.FirstOrDefault() is not { } place || place.SourceTree != context.Root.SyntaxTree)
            yield break;

        if (context.Property(FixProperties.Model) is { } model)
        {
            if (context.NodeAt(place.SourceSpan) is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var own } }
                && context.Semantics.LookupSymbols(place.SourceSpan.Start, name: model).Any(symbol => IsDeclaredBefore(symbol, place)))
                yield return ($"Make the optimizer with {model}.parameters()", [new TextChange(own.Span, model)]);

            yield break;
        }

        if (Siblings.Of(context.Node, context) is not { Own: var change } siblings
            || context.NodeAt(place.SourceSpan).FirstAncestorOrSelf<StatementSyntax>() is not { } creation || !siblings.Before(change).Contains(creation))
            yield break;

        var name = creation switch
        {
            LocalDeclarationStatementSyntax { Declaration.Variables: { Count: 1 } variables } => variables[0].Identifier.Text,
            ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { Left: var target } } => target.ToString(),
            _ => null,
        };
        var isFree = name is not null && siblings.Before(change).TakeWhile(statement => statement != creation).Append(change)
            .SelectMany(statement => statement.DescendantNodes()).All(node => node.ToString() != name);
        if (isFree)
            yield return ("Make the optimizer afterwards", siblings.MoveAfter(creation, change));
    }

    // A local is in scope before its declaration, but cannot be used there.
    private static bool IsDeclaredBefore(ISymbol symbol, Location place) => symbol is not ILocalSymbol || symbol.Locations.Any(declared => declared.SourceSpan.End < place.SourceSpan.Start);
}
