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
        if (TorchSharpContext.Of(compilation) is not { } torch)
            yield break;

        var cache = ModelGraphCache.Of(torch);
        foreach (var tree in compilation.SyntaxTrees)
        {
            var semantics = compilation.GetSemanticModel(tree);
            var traced = new HashSet<SyntaxNode>();
            foreach (var node in tree.GetRoot(cancellation).DescendantNodes())
            {
                var trace = node switch
                {
                    TypeDeclarationSyntax declaration when semantics.GetDeclaredSymbol(declaration, cancellation) is INamedTypeSymbol type => OfClass(type, declaration),
                    InvocationExpressionSyntax call => OfCall(call),
                    _ => null,
                };
                if (trace is not null && traced.Add(trace.Declaration))
                    yield return trace;
            }

            // A partial class is a model once, where its first part stands.
            ModelTrace? OfClass(INamedTypeSymbol type, TypeDeclarationSyntax declaration) =>
                Relevance.HasParts(type, torch, cancellation) && cache.OfClass(type, cancellation) is { } trace && trace.Declaration == declaration ? trace : null;

            ModelTrace? OfCall(InvocationExpressionSyntax call) =>
                semantics.GetOperation(call, cancellation) is IInvocationOperation operation && MemberAround(call) is { } member
                && StandaloneModels.IsOne(operation, member, torch)
                    ? cache.OfExpression(member, operation, cancellation)
                    : null;

            ISymbol? MemberAround(SyntaxNode node)
            {
                var symbol = semantics.GetEnclosingSymbol(node.SpanStart, cancellation);
                while (symbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction })
                    symbol = symbol.ContainingSymbol;

                return symbol;
            }
        }
    }
}
