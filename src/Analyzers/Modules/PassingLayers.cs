using GradGuard.Analyzers.Graphs;
using GradGuard.Analyzers.Tracing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GradGuard.Analyzers.Modules;

/// <summary>Layers with weights that forward makes, calls and lets go: <c>Linear(8, 8).call(x)</c>.</summary>
internal static class PassingLayers
{
    public static IReadOnlyCollection<ExpressionSyntax> In(ModelTrace model)
    {
        var found = new List<ExpressionSyntax>();
        foreach (var variant in model.Variants)
            foreach (var graph in variant.Graph.WithBlocks())
                foreach (var node in graph.Nodes)
                    if (node.HasWeights() && variant.Origins[node].Construction is ExpressionSyntax made && ForwardAround(made) is { } forward
                        && !found.Contains(made) && model.Owns(made) && IsOnlyCalled(made, forward))
                        found.Add(made);

        return found;
    }

    private static MethodDeclarationSyntax? ForwardAround(SyntaxNode made) =>
        made.FirstAncestorOrSelf<MemberDeclarationSyntax>() is MethodDeclarationSyntax { Identifier.ValueText: "forward" } forward ? forward : null;

    // Whoever keeps it, hands it on or sets its weights has something else in mind: a lazy layer, a fixed filter.
    private static bool IsOnlyCalled(ExpressionSyntax made, MethodDeclarationSyntax forward) => made.Parent switch
    {
        EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Identifier.ValueText: var local } } => forward.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.ValueText == local).All(IsCalled),
        _ => IsCalled(made),
    };

    private static bool IsCalled(ExpressionSyntax layer) =>
        layer.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "call" or "forward" or "Dispose" } access && access.Expression == layer;
}
