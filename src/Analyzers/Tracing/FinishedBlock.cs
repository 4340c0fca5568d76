using GradGuard.Signal;

namespace GradGuard.Analyzers.Tracing;

/// <summary>
/// The block that stands for the turns of a loop, once its code has been run. What follows the loop may read what every turn has left, such
/// as a list of one output a step: the values of all turns then are one sequence.
/// </summary>
/// <param name="inner">The graph of one turn.</param>
/// <param name="outer">The graph around the loop.</param>
/// <param name="carried">Nodes of one turn that stand for what the turn before hands on.</param>
/// <param name="handedOn">Nodes of one turn that it hands on.</param>
/// <param name="around">The loop's node, but for its block.</param>
/// <param name="origin">Where the loop stands.</param>
internal sealed class FinishedBlock(
    GraphBuilder inner, GraphBuilder outer, IReadOnlyList<int> carried, IReadOnlyList<int> handedOn, Func<LayerGraph, RepeatNode> around, NodeOrigin origin)
{
    private readonly List<int> _left = [];
    private readonly Dictionary<int, TensorValue> _sequences = [];
    private TensorValue? _repeat;

    /// <summary>The loop's node in the graph around it.</summary>
    public TensorValue Repeat => _repeat ??= outer.Add(Current(), origin);

    /// <summary>One of the values that the last turn hands on.</summary>
    public TensorValue HandedOn(int index, string path) => handedOn.Count == 1 ? Repeat : outer.Add(new CarriedNode(path, [Repeat.Node], index), origin);

    /// <summary>What all turns leave at a node, one after another.</summary>
    public TensorValue SequenceOf(int node)
    {
        if (_sequences.TryGetValue(node, out var known))
            return known;

        _left.Add(node);
        if (_repeat is { Node: var place })
            outer.Replace(place, Current());

        var repeat = Repeat;
        return _sequences[node] = outer.Add(new CarriedNode(outer[repeat.Node].Path, [repeat.Node], handedOn.Count + _left.Count - 1), origin);
    }

    private RepeatNode Current()
    {
        int[] outputs = [.. handedOn, .. _left];
        return around(inner.BuildBlock(carried, outputs.Length == 1 && _left.Count == 0 ? outputs[0] : inner.Add(new OutputsNode("carried", outputs), origin).Node));
    }
}
