using GradGuard.Analyzers;
using GradGuard.Analyzers.Tracing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GradGuard.Cli.Analysis;

/// <summary>All models of a compilation: its module classes and the Sequentials that stand alone.</summary>
internal static class CompilationModels
{
    public static IEnumerable<ModelTrace> Of(Compilation compilation, CancellationToken cancellation)
    {
        if (TorchSharpContext.Of(compilation) is not { } torch)
            return [];

        var cache = ModelGraphCache.Of(torch);
        return compilation.SyntaxTrees
            .SelectMany(tree => InTree(tree, compilation.GetSemanticModel(tree), torch, cache, cancellation))
            .Distinct();
    }

    private static IEnumerable<ModelTrace> InTree(
        SyntaxTree tree, SemanticModel semantics, TorchSharpContext torch, ModelGraphCache cache, CancellationToken cancellation)
    {
        foreach (var node in tree.GetRoot(cancellation).DescendantNodes())
        {
            cancellation.ThrowIfCancellationRequested();
            if (node is TypeDeclarationSyntax declaration
                && semantics.GetDeclaredSymbol(declaration, cancellation) is INamedTypeSymbol type
                && cache.OfClass(type, cancellation) is { } model)
                yield return model;

            if (node is InvocationExpressionSyntax
                && semantics.GetOperation(node, cancellation) is Microsoft.CodeAnalysis.Operations.IInvocationOperation call
                && semantics.GetEnclosingSymbol(node.SpanStart, cancellation) is { } member
                && StandaloneModels.IsOne(call, member, torch)
                && cache.OfExpression(member, call, cancellation) is { } sequential)
                yield return sequential;
        }
    }
}
