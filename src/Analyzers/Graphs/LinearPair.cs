using GradGuard.Signal;

namespace GradGuard.Analyzers.Graphs;

/// <summary>Two linear layers with nothing non-linear between them and no bottleneck, so that one layer would do the same.</summary>
internal sealed record LinearPair(LinearNode First, LinearNode Second)
{
    public static IEnumerable<LinearPair> In(LayerGraph graph)
    {
        foreach (var part in graph.WithBlocks())
        {
            GraphPaths? paths = null;
            for (var i = 0; i < part.Nodes.Count; i++)
                if (part.Nodes[i] is LinearNode first && Reader(part, paths ??= new(part), i) is { } second && !IsBottleneck(first, second)
                    && IsUsedOnce(part, first) && IsUsedOnce(part, second))
                    yield return new(first, second);
        }
    }

    // Only dropout may stand between; a rearrangement may be what the pair is about, such as heads or a separable layer.
    private static LinearNode? Reader(LayerGraph graph, GraphPaths paths, int node)
    {
        while (node != graph.Output && paths.UsersOf(node) is { Count: 1 } users)
            switch (graph.Nodes[node = users[0]])
            {
                case LinearNode linear:
                    return linear;
                case DropoutNode:
                    continue;
                default:
                    return null;
            }

        return null;
    }

    // The inner width bounds the rank of the product; where it may be the smallest, the pair is a low-rank layer.
    private static bool IsBottleneck(LinearNode first, LinearNode second) =>
        !(IsAtLeast(first.FanOut, first.FanIn) || IsAtLeast(first.FanOut, second.FanOut));

    private static bool IsAtLeast(Size one, Size other) => one.IsSameAs(other) || (one.Value is { } larger && other.Value is { } smaller && larger >= smaller);

    // A layer with further uses cannot be merged into one of them.
    private static bool IsUsedOnce(LayerGraph graph, LinearNode node) => graph.Nodes.Count(other => other is LinearNode && other.Path == node.Path) == 1;
}
