namespace GradGuard.Signal.Propagation;

/// <summary>Two values that the same weights make of two inputs, as the two sides of a siamese network (Bromley et al. 1993).</summary>
internal static class Twins
{
    /// <summary>Whether a sum is the difference of twins.</summary>
    public static bool AreSubtracted(LayerGraph graph, AddNode sum) => sum.Inputs.Count == 2
        && ((graph.Nodes[sum.Inputs[1]] is ScaleNode { Factor: -1 } second && Are(graph, sum.Inputs[0], second.Inputs[0]))
            || (graph.Nodes[sum.Inputs[0]] is ScaleNode { Factor: -1 } first && Are(graph, sum.Inputs[1], first.Inputs[0])));

    // Both go back through one and the same layer after another, and end at two places.
    private static bool Are(LayerGraph graph, int one, int other)
    {
        bool areLayers = false;
        while (one != other)
        {
            (LayerNode left, LayerNode right) = (graph.Nodes[one], graph.Nodes[other]);
            if (left.GetType() != right.GetType() || left.Inputs.Count != right.Inputs.Count)
            {
                return false;
            }

            if (left is InputNode or PartNode or SelectNode)
            {
                return areLayers;
            }

            bool isLayer = left is LinearNode or ConvolutionNode or EmbeddingNode or RecurrentNode;
            if (left.Inputs.Count == 0 || (isLayer && left.Path != right.Path))
            {
                return false;
            }

            areLayers |= isLayer;
            (one, other) = (left.Inputs[left.Inputs.Count - 1], right.Inputs[right.Inputs.Count - 1]);
        }

        return false;
    }
}
