using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

/// <summary>
/// All models of a compilation: its module classes with something to learn, and the Sequentials that stand alone. A module that learns
/// nothing, such as a loss or an activation, is a part of other models and none of its own.
/// </summary>
internal static class ModelCatalog
{
    /// <summary>The models in the order of files and lines; empty where the compilation does not use TorchSharp.</summary>
    public static IEnumerable<ModelTrace> ModelsOf(Compilation compilation, CancellationToken cancellation)
    {
        if (TorchSharpContext.Of(compilation) is null)
            yield break;

        foreach (var tree in compilation.SyntaxTrees)
        {
            var semantics = compilation.GetSemanticModel(tree);
            var traced = new HashSet<SyntaxNode>();
            foreach (var node in tree.GetRoot(cancellation).DescendantNodes())
            {
                var trace = ModelAt(node, semantics, cancellation);
                // A partial class is a model once, where its first part stands.
                if (node is TypeDeclarationSyntax && trace?.Declaration != node)
                    continue;
                if (trace is not null && traced.Add(trace.Declaration))
                    yield return trace;
            }
        }
    }

    /// <summary>The model that a class declaration or a call makes; null where that is none.</summary>
    public static ModelTrace? ModelAt(SyntaxNode node, SemanticModel semantics, CancellationToken cancellation)
    {
        if (TorchSharpContext.Of(semantics.Compilation) is not { } torch)
            return null;

        var cache = ModelGraphCache.Of(torch);
        return node switch
        {
            TypeDeclarationSyntax declaration when semantics.GetDeclaredSymbol(declaration, cancellation) is INamedTypeSymbol type && Relevance.HasParts(type, torch, cancellation) =>
                cache.OfClass(type, cancellation),
            InvocationExpressionSyntax call when semantics.GetOperation(call, cancellation) is IInvocationOperation operation && MemberAround(call) is { } member
                && StandaloneModels.IsOne(operation, member, torch) => cache.OfExpression(member, operation, cancellation),
            _ => null,
        };

        ISymbol? MemberAround(SyntaxNode place)
        {
            var symbol = semantics.GetEnclosingSymbol(place.SpanStart, cancellation);
            while (symbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction })
                symbol = symbol.ContainingSymbol;

            return symbol;
        }
    }
}
