using GradGuard.Signal.Propagation.Transfers;

namespace GradGuard.Signal.Propagation;

/// <summary>
/// What the transfers of one evaluation share. Its lists are the thread's, for one evaluation after another: a prediction makes many and
/// keeps none of their values.
/// </summary>
internal sealed record PassContext(LayerGraph Graph, Assumptions Assumptions, TrainingSetting Setting)
{
    /// <summary>The transfers so far, by node.</summary>
    public Transfer[] Transfers { get; } = Scratch<Transfer>.Cleared(Graph.Nodes.Count);

    /// <summary>The values so far, by node.</summary>
    public Signal[] Signals { get; } = Scratch<Signal>.Cleared(Graph.Nodes.Count);

    /// <summary>Features of the model's output, once the forward pass is done.</summary>
    public double Outputs { get; set; } = 1;

    /// <summary>
    /// Whether the shape of a node's values matters to anything that takes them: the many inputs that weights sum are Gaussian together.
    /// </summary>
    public bool[] IsShapeSeen { get; } = SeenShapes(Graph);

    public int BatchSize { get; } = Math.Max(Setting.BatchSize ?? UsualBatch.Of(Graph), 1);

    private static bool[] SeenShapes(LayerGraph graph)
    {
        var seen = new bool[graph.Nodes.Count];
        foreach (LayerNode node in graph.Nodes)
        {
            if (TransferFactory.Sums(node))
            {
                continue;
            }

            for (int k = 0; k < node.Inputs.Count; k++)
            {
                seen[node.Inputs[k]] = true;
            }
        }

        return seen;
    }
}
