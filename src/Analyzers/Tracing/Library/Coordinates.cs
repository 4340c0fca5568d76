using GradGuard.Signal;

namespace GradGuard.Analyzers.Tracing;

/// <summary>
/// Points in space: where a model begins with the distances between all pairs of what it is given (Schütt et al. 2017, section 3), that has
/// three coordinates, unless a layer that takes them says otherwise.
/// </summary>
internal static class Coordinates
{
    private const long OfSpace = 3;

    /// <summary>Notes the features of a model's input whose positions are subtracted from each other, feature by feature.</summary>
    public static void Note(GraphBuilder graph, int difference)
    {
        if (graph[difference] is not AddNode { Inputs: { Count: 2 } points } || PointsOf(graph, points[0]) is not { } source || PointsOf(graph, points[1]) != source)
            return;
        if (graph[source] is InputNode { IsShared: false, Features.IsKnown: false } given)
            graph.Replace(source, given with { Features = Size.Of(OfSpace) });
    }

    // x.unsqueeze(1) and x.unsqueeze(2): the same input along two axes.
    private static int? PointsOf(GraphBuilder graph, int node)
    {
        while (graph[node] is ReshapeNode or ScaleNode { Factor: -1 })
            node = graph[node].Inputs[0];
        return graph[node] is InputNode ? node : null;
    }
}
