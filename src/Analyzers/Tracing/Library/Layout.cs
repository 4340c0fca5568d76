using GradGuard.Signal;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Which axis of a tensor holds its features: the second after a convolution, the last after a linear layer.</summary>
internal static class Layout
{
    /// <summary>Whether an axis (negative from the end) holds the features.</summary>
    public static bool IsFeatures(GraphBuilder graph, int node, long axis)
    {
        // What a repeated block takes from around it has the axes that it has there.
        if (graph.OutsideOf(node) is { } around)
            return IsFeatures(around.Graph, around.Node, axis);

        if (Shaped(graph, node) is var shaped && graph.ShapeOf(shaped) is { Count: > 2 } shape)
            return (axis < 0 ? axis + shape.Count : axis) == graph.FeatureAxisOf(shaped);

        if (Noted(graph, node) is { } noted)
            return noted < 0 ? axis is -1 or 2 : axis == noted;
        if (IsOneVector(graph, node))
            return axis is -1 or 1 or 2;

        var (source, isSequence) = SourceOf(graph, node);
        return source switch
        {
            ConvolutionNode or PoolNode or UpsampleNode => axis == 1,
            // One index a sample gives one vector a sample.
            EmbeddingNode embedding when graph[embedding.Inputs[0]] is SelectNode or PartNode or InputNode { Positions.Value: 1 } => axis is -1 or 1,
            EmbeddingNode or RecurrentNode or AttentionNode or DotProductAttentionNode or PairAttentionNode => axis is -1 or 2,
            _ => axis is -1 or 2 || (axis == 1 && !isSequence),
        };
    }

    /// <summary>The value before functions of each element, which leave the axes as they are.</summary>
    public static int Shaped(GraphBuilder graph, int node)
    {
        while (graph.ShapeOf(node) is null && graph[node] is ActivationNode or DropoutNode or NormalizationNode or ScaleNode or ShiftNode)
            node = graph[node].Inputs[0];

        return node;
    }

    /// <summary>The axis (negative from the end) of the features of a value; null where the code does not tell.</summary>
    public static int? FeatureAxis(GraphBuilder graph, int node) => Noted(graph, node) ?? SourceOf(graph, node).Source switch
    {
        ConvolutionNode or PoolNode or UpsampleNode => 1,
        LinearNode or BilinearNode or EmbeddingNode or RecurrentNode or AttentionNode or DotProductAttentionNode or PairAttentionNode => -1,
        _ => null,
    };

    /// <summary>Whether a layer over the last axis works on the positions, since a rearrangement has moved the features of a sequence in front of them.</summary>
    public static bool IsOverPositions(GraphBuilder graph, int node) => Noted(graph, node) is 1;

    // What a rearrangement has noted, as far as nothing after it makes new features.
    private static int? Noted(GraphBuilder graph, int node)
    {
        while (graph.LayoutOf(node) is null && graph.ShapeOf(node) is null && graph[node] is { Inputs.Count: > 0 } and
            (ReshapeNode { MergesPositions: false } or PadNode or DropoutNode or ActivationNode or NormalizationNode or AddNode or ScaleNode or ShiftNode or MultiplyNode or ConcatenateNode))
            node = LastOfModel(graph, graph[node].Inputs);

        return graph.LayoutOf(node);
    }

    // A bias has no axes of its own to tell of.
    private static int LastOfModel(GraphBuilder graph, IReadOnlyList<int> operands) =>
        operands.Count > 1 && graph[operands[operands.Count - 1]] is InputNode { IsShared: true } ? operands[operands.Count - 2] : operands[operands.Count - 1];

    /// <summary>The length of an axis; null where the code does not say it.</summary>
    public static AbstractValue? Length(TensorValue tensor, long axis)
    {
        if (tensor.Shape is { } shape)
        {
            var place = axis < 0 ? axis + shape.Count : axis;
            return place >= 0 && place < shape.Count && shape[(int)place] is var length and not ConstantValue { Value: -1L } ? length : null;
        }

        var features = SourceOf(tensor.Graph, tensor.Node, throughParts: false).Source switch
        {
            LinearNode linear when axis == -1 => linear.FanOut,
            EmbeddingNode embedding when axis is -1 => embedding.Columns,
            ConvolutionNode convolution when axis == 1 => convolution.OutChannels,
            _ => Size.Unknown,
        };
        return features.Value is { } number ? ConstantValue.Of(number) : null;
    }

    /// <summary>Whether a value is one vector a sample of as many features as stated: all of what a linear layer gives.</summary>
    public static bool IsVectorOf(GraphBuilder graph, int node, Size features)
    {
        while (graph[node] is ActivationNode or NormalizationNode or DropoutNode || (graph[node] is AddNode sum && graph[sum.Inputs[sum.Inputs.Count - 1]] is InputNode { IsShared: true }))
            node = graph[node].Inputs[0];
        return features.IsKnown && graph[node] is LinearNode linear && linear.FanOut == features;
    }

    /// <summary>Whether a value is one vector a sample because it comes of one step of a sequence; false where the code does not tell.</summary>
    public static bool IsOneVector(GraphBuilder graph, int node)
    {
        while (graph[node] is LinearNode or ActivationNode or NormalizationNode { Inputs.Count: 1 } or DropoutNode or ConcatenateNode { AlongPositions: false } or AddNode or MultiplyNode or ScaleNode or ShiftNode)
            node = graph[node].Inputs[0];
        return graph[node] is SelectNode or SumNode { OverFeatures: false };
    }

    /// <summary>Features of one head of a query or key.</summary>
    public static Size HeadWidth(GraphBuilder graph, int node)
    {
        for (; ; node = graph[node].Inputs[0])
        {
            if (graph.ShapeOf(node) is { Count: > 0 } shape)
                return shape[graph.FeatureAxisOf(node)] is ConstantValue { Value: > 0L and long last } ? Size.Of(last) : Size.Unknown;
            if (graph[node] is LinearNode linear)
                return linear.FanOut;
            if (graph[node] is not (ReshapeNode or DropoutNode or NormalizationNode or ScaleNode or SoftmaxNode or ActivationNode))
                return Size.Unknown;
        }
    }

    /// <summary>How many heads share a value's features, of which the last axis holds those of one; null where it has no heads.</summary>
    public static double? Heads(GraphBuilder graph, int node)
    {
        if (graph[node] is MultiplyNode product)
            node = product.Inputs[0];
        node = Shaped(graph, node);
        if (graph.ShapeOf(node) is not { Count: > 3 } shape || graph.FeatureAxisOf(node) != shape.Count - 1 || HeadWidth(graph, node).Value is not { } own)
            return null;

        while (graph[node] is ReshapeNode reshape)
            node = reshape.Inputs[0];
        return HeadWidth(graph, node).Value is { } all && all > own ? all / own : null;
    }

    private static (LayerNode? Source, bool IsSequence) SourceOf(GraphBuilder graph, int node, bool throughParts = true)
    {
        LayerNode? nearest = null;
        var isJoined = false;
        while (true)
        {
            switch (graph[node])
            {
                case ConvolutionNode or PoolNode or UpsampleNode or EmbeddingNode or RecurrentNode or AttentionNode or DotProductAttentionNode or PairAttentionNode:
                    return (nearest ?? graph[node], isJoined || (nearest is LinearNode && graph[node] is not (ConvolutionNode or PoolNode or UpsampleNode)));
                case LinearNode or BilinearNode when nearest is null:
                    nearest = graph[node];
                    break;
                case PartNode or SelectNode or ConcatenateNode when !throughParts && nearest is null:
                    return (null, false);
                case ReshapeNode when nearest is null && graph.ShapeOf(node) is null && !throughParts:
                    return (null, false);
            }

            // What has been joined step by step is a sequence.
            isJoined |= nearest is null && graph[node] is ConcatenateNode { AlongPositions: true };
            if (graph[node].Inputs.Count == 0)
                return (nearest, isJoined);

            node = graph[node] is MultiplyNode or AddNode ? Widest(graph, graph[node].Inputs) : graph[node].Inputs[0];
        }
    }

    // A gate for a whole map gets axes of length 1 first, so that it stretches; the map is what was there before.
    private static int Widest(GraphBuilder graph, IReadOnlyList<int> operands)
    {
        foreach (var operand in operands)
        {
            if (graph[operand] is not ReshapeNode)
                return operand;
        }

        return operands[0];
    }
}
