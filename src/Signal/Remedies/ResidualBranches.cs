namespace GradGuard.Signal.Remedies;

/// <summary>The branches of residual blocks: inputs of a sum that are computed, by way of weights, from what another input carries past them.</summary>
internal static class ResidualBranches
{
    // A skip is the block's own input, at most rearranged, normalised, activated or projected once.
    private const int MostProjections = 1;

    /// <summary>Which inputs of a node are branches beside a skip; empty where it is no residual sum.</summary>
    public static IReadOnlyList<int> Of(LayerGraph graph, int index)
    {
        if (graph.Nodes[index] is not AddNode { Inputs: { Count: > 1 } inputs })
        {
            return [];
        }

        return [.. Enumerable.Range(0, inputs.Count).Where(i => inputs.Any(other => other != inputs[i] && IsBranch(graph, inputs[i], other)))];
    }

    /// <summary>The number of residual sums of a graph; one of a repeat counts once.</summary>
    public static int Count(LayerGraph graph) => Enumerable.Range(0, graph.Nodes.Count).Sum(i =>
        graph.Nodes[i] is RepeatNode repeat ? Count(repeat.Block) : Of(graph, i).Count > 0 ? 1 : 0);

    /// <summary>The last weight layer or normalization of a branch; null where none is found along first inputs.</summary>
    public static LayerNode? End(LayerGraph graph, int branch)
    {
        for (int node = branch; ; node = graph.Nodes[node].Inputs[0])
        {
            if (graph.Nodes[node] is LinearNode or ConvolutionNode or NormalizationNode)
            {
                return graph.Nodes[node];
            }

            if (graph.Nodes[node] is not (ReshapeNode or DropoutNode or ScaleNode or ActivationNode or PoolNode))
            {
                return null;
            }
        }
    }

    private static bool IsBranch(LayerGraph graph, int branch, int skip)
    {
        int layers = WeightLayers(graph, skip, branch);
        return SkipPath(graph, skip).Any(start => start.Node < branch && WeightLayers(graph, start.Node, branch) > start.Projections && layers != 0);
    }

    // Most weight layers on a way from one node to another; 0 where there is no way, -1 where neither stands before the other.
    private static int WeightLayers(LayerGraph graph, int start, int end)
    {
        if (start >= end)
        {
            return -1;
        }

        var most = new int?[end + 1];
        most[start] = 0;
        for (int i = start + 1; i <= end; i++)
        {
            int? before = graph.Nodes[i].Inputs.Where(input => input >= start).Select(input => most[input]).Max();
            most[i] = before + (graph.Nodes[i] is LinearNode or ConvolutionNode or AttentionNode or RecurrentNode ? 1 : 0);
        }

        return most[end] ?? -1;
    }

    private static IEnumerable<(int Node, int Projections)> SkipPath(LayerGraph graph, int skip)
    {
        int projections = 0;
        for (int node = skip; ; node = graph.Nodes[node].Inputs[0])
        {
            yield return (node, projections);
            bool projects = graph.Nodes[node] is LinearNode or ConvolutionNode;
            if (!(projects || graph.Nodes[node] is ReshapeNode or NormalizationNode or DropoutNode or PoolNode or ScaleNode or ActivationNode)
                || (projects && ++projections > MostProjections))
            {
                yield break;
            }
        }
    }
}
