using GradGuard.Signal;

namespace GradGuard.Analyzers.Graphs;

/// <summary>What stands on the skip of a residual block.</summary>
/// <param name="Graph">The graph that the block is a part of.</param>
/// <param name="Sum">The addition that ends the block.</param>
/// <param name="Start">Where branch and skip part.</param>
/// <param name="Branch">The node that the addition takes from the branch.</param>
/// <param name="Operations">The operations on the skip from the addition backwards; none where it is the identity.</param>
internal sealed record SkipPath(LayerGraph Graph, AddNode Sum, int Start, int Branch, IReadOnlyList<LayerNode> Operations)
{
    /// <summary>The layer with weights among the operations; null where there is none.</summary>
    public LayerNode? Projection => Operations.FirstOrDefault(operation => operation.HasWeights());

    /// <summary>The nodes of the branch, which depend on the start and lead to its end.</summary>
    public IEnumerable<LayerNode> BranchNodes
    {
        get
        {
            var needed = new bool[Graph.Nodes.Count];
            needed[Branch] = true;
            for (var i = Branch; i > Start; i--)
                if (needed[i])
                {
                    yield return Graph.Nodes[i];
                    foreach (var input in Graph.Nodes[i].Inputs)
                        needed[input] = true;
                }
        }
    }

    /// <summary>The skips of all residual blocks, of repeated blocks too; a skip with several layers with weights is a branch of its own.</summary>
    public static IEnumerable<SkipPath> In(LayerGraph graph)
    {
        foreach (var part in graph.WithBlocks())
            for (var i = 0; i < part.Nodes.Count; i++)
                if (part.Nodes[i] is AddNode { Inputs.Count: 2 } sum && Of(part, sum) is { } path)
                    yield return path;
    }

    private static SkipPath? Of(LayerGraph graph, AddNode sum)
    {
        for (var branch = 0; branch <= 1; branch++)
        {
            var operations = new List<LayerNode>();
            var skip = sum.Inputs[1 - branch];
            for (var node = skip; ; node = graph.Nodes[node].Inputs[0])
            {
                if (node != sum.Inputs[branch] && ResidualBlock.IsBranch(graph, sum.Inputs[branch], node, skip, operations.Exists(operation => operation.HasWeights())) is { } isBranch)
                {
                    if (isBranch)
                        return new(graph, sum, node, sum.Inputs[branch], operations);

                    break;
                }

                if (graph.Nodes[node] is not (ReshapeNode or NormalizationNode or DropoutNode or PoolNode or ScaleNode or ActivationNode or LinearNode or ConvolutionNode))
                    break;

                operations.Add(graph.Nodes[node]);
                if (operations.Count(operation => operation.HasWeights()) > 1)
                    break;
            }
        }

        return null;
    }
}
