namespace GradGuard.Signal;

/// <summary>
/// A model as a directed acyclic graph of operations. A node's inputs stand before it, so the list is in the order of execution.
/// </summary>
/// <param name="Nodes">The operations, every one after its inputs.</param>
/// <param name="Output">The index of the node whose value the model returns.</param>
public sealed record LayerGraph(IReadOnlyList<LayerNode> Nodes, int Output);
