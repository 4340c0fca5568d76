namespace GradGuard.Signal;

/// <summary>
/// A model as a directed acyclic graph of operations. A node's inputs stand before it, so the list is in the order of execution.
/// </summary>
/// <param name="Nodes">The operations, every one after its inputs.</param>
/// <param name="Output">The index of the node whose value the model returns.</param>
public sealed record LayerGraph(IReadOnlyList<LayerNode> Nodes, int Output)
{
    /// <summary>Whether all that the model is given is one sample, whose rows are its positions, as the nodes of a graph are (Kipf and Welling 2017, section 3.1: full-batch training).</summary>
    public bool IsOneSample { get; init; }
}
