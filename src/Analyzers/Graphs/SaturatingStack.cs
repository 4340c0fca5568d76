using GradGuard.Signal;

namespace GradGuard.Analyzers.Graphs;

/// <summary>Saturating activations between the first and the last weight layer that no skip goes around.</summary>
/// <param name="Activations">The activations in the order of execution, those of a repeated block once.</param>
/// <param name="HasNormalization">Whether a normalization stands among them.</param>
/// <param name="Repeat">The block that repeats them an unknown number of times; null where their number is known.</param>
internal sealed record SaturatingStack(IReadOnlyList<ActivationNode> Activations, bool HasNormalization, RepeatNode? Repeat)
{
    public static SaturatingStack Of(LayerGraph graph)
    {
        var first = graph.FirstWithWeights();
        var last = graph.LastWithWeights();
        return first < 0 ? new([], false, null) : Between(graph, first, last);
    }

    private static SaturatingStack Between(LayerGraph graph, int start, int end)
    {
        var activations = new List<ActivationNode>();
        var hasNormalization = false;
        RepeatNode? repeat = null;
        foreach (var i in Dominators.Between(graph, start))
        {
            if (i > end)
                break;

            switch (graph.Nodes[i])
            {
                case ActivationNode { Function.IsSaturating: true } activation:
                    activations.Add(activation);
                    break;
                case NormalizationNode:
                    hasNormalization = true;
                    break;
                case RepeatNode { Block: var block } node:
                    var inner = Between(block, 0, block.Nodes.Count);
                    activations.AddRange(inner.Activations);
                    hasNormalization |= inner.HasNormalization;
                    repeat = inner.Activations.Count > 0 ? node : repeat;
                    break;
            }
        }

        return new(activations, hasNormalization, repeat);
    }
}
