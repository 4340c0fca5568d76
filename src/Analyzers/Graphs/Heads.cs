using GradGuard.Signal;

namespace GradGuard.Analyzers.Graphs;

/// <summary>The weight layers that no other follows: where a model with several outputs ends.</summary>
internal static class Heads
{
    /// <summary>
    /// The head with the largest gradient. Losses weigh outputs very differently, so only what exceeds it has grown on the way back.
    /// </summary>
    public static LayerFlow Strongest(LayerGraph graph, FlowPrediction prediction)
    {
        var nodes = graph.Nodes;
        var isFollowed = new bool[nodes.Count];
        for (var i = nodes.Count - 1; i >= 0; i--)
            foreach (var input in nodes[i].Inputs)
                isFollowed[input] |= isFollowed[i] || nodes[i].HasWeights();

        var layers = prediction.Layers;
        return layers.Where(layer => !isFollowed[layer.Node]).OrderByDescending(layer => layer.UsualLog10Norm).FirstOrDefault() ?? layers[layers.Count - 1];
    }
}
