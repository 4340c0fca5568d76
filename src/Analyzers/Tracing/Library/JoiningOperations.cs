using GradGuard.Signal;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Tensors put together: side by side as features, one after another as steps, or on a new axis.</summary>
internal static class JoiningOperations
{
    public static void AddTo(Dictionary<string, Func<TensorCall, AbstractValue>> table)
    {
        foreach (var name in new[] { "cat", "concat", "concatenate", "hstack", "column_stack", "vstack", "row_stack" })
            table[name] = call => Joined(call) ?? SplitHeads.Of(call) ?? (IsAlongPositions(call)
                ? call.Emit(new ConcatenateNode(call.Path, call.Inputs, AlongPositions: true))
                : call.Emit(new ConcatenateNode(call.Path, OfOneLength(call, call.Inputs))));
        // Sums over the few that share an index, such as the neighbours of a node in a graph, are taken for one of them.
        foreach (var name in new[] { "index_add", "scatter_add", "index_copy" })
            table[name] = call => call.Subject is DataTensor && call.Tensors.OfType<TensorValue>().FirstOrDefault() is { } source ? call.On(source).Reshape(merges: false) : call.Unknown($"'{name}'");
        table["stack"] = call =>
        {
            if (Joined(call) is { } sequence)
                return sequence;

            var inputs = call.Inputs;
            return call.Emit(new ConcatenateNode(call.Path, inputs, AlongPositions: true), new Stacked(inputs, call.Axis ?? 0));
        };
    }

    /// <summary>The sum or mean over the axis on which tensors were stacked: that of the tensors themselves; null where it is another axis.</summary>
    public static AbstractValue? OverStack(TensorCall call, bool isMean)
    {
        if (call.Meaning is not Stacked stacked || call.Axes != stacked.Axis.ToString(System.Globalization.CultureInfo.InvariantCulture))
            return null;

        var sum = (TensorValue)call.Emit(new AddNode(call.Interpreter.OperationPath("add"), stacked.Parts));
        return isMean ? call.Emit(new ScaleNode(call.Interpreter.OperationPath("scale"), [sum.Node], 1.0 / stacked.Parts.Count)) : sum;
    }

    /// <summary>Stacked tensors, each times the weight that a gate gives it; null where the other factor has not one weight for each.</summary>
    public static TensorValue? Weighed(Interpreter interpreter, int stack, int gate, SyntaxNode? use)
    {
        var graph = interpreter.Graph!;
        if (graph.MeaningOf(stack) is not Stacked stacked || Layout.HeadWidth(graph, gate).Value != stacked.Parts.Count)
            return null;

        var parts = stacked.Parts.Select(part => interpreter.Emit(new MultiplyNode(
            interpreter.OperationPath("multiply"), [interpreter.Emit(new PartNode(interpreter.OperationPath("gate"), [gate], Parts: Size.Of(stacked.Parts.Count)), use).Node, part]), use).Node).ToList();
        return interpreter.Emit(new ConcatenateNode(interpreter.OperationPath("stack"), parts, AlongPositions: true), use, meaning: stacked with { Parts = parts });
    }

    /// <summary>
    /// The sum of stacked tensors under the weights of a gate, as a product of matrices: a row of weights times the stack, or its transpose times
    /// a column of them (Jacobs et al. 1991, "Adaptive mixtures of local experts"); null for any other product.
    /// </summary>
    public static TensorValue? Mixture(TensorCall call, int first, int second)
    {
        var graph = call.Graph;
        var weighed = graph.MeaningOf(second) is Stacked { Axis: 1 or -2 } ? Weighed(call.Interpreter, second, first, call.Use)
            : graph.MeaningOf(first) is Stacked { Axis: 2 or -1 } && graph.MeaningOf(second) is Column weights ? Weighed(call.Interpreter, first, weights.Source, call.Use)
            : null;
        return weighed?.Meaning is Stacked { Parts: var parts } ? (TensorValue)call.Emit(new AddNode(call.Interpreter.OperationPath("add"), parts)) : null;
    }

    /// <summary>The tensors of a list that forward is given, joined: one input of unknown width; null for any other operands.</summary>
    public static AbstractValue? OfInputs(TensorCall call) => call.Arguments.First<OpaqueValue>() is { IsInput: true, Name: var name, Type: { } type } && ElementOf(type) is { } element
        && call.Interpreter.Torch.IsTensor(element) ? call.Interpreter.FromOutside(name, element, isInput: true) : null;

    private static ITypeSymbol? ElementOf(ITypeSymbol type) => type is IArrayTypeSymbol array ? array.ElementType
        : type is INamedTypeSymbol { TypeArguments: { Length: 1 } elements } ? elements[0] : null;

    private static AbstractValue? Joined(TensorCall call) => call.Arguments.First<ListValue>() is { } list ? UnrolledCells.Joined(call.Interpreter, list, call.Use) : null;

    // Nothing stretches to the length of another here: beside one vector a sample, a part of the input is no more than that.
    private static IReadOnlyList<int> OfOneLength(TensorCall call, IReadOnlyList<int> inputs) => inputs.Any(input => IsMerged(call.Graph, input))
        ? [.. inputs.Select(input => IsPartOfInput(call.Graph, input) ? call.Interpreter.Emit(new SelectNode(call.Interpreter.OperationPath("select"), [input]), call.Use).Node : input)]
        : inputs;

    // All positions in one, by a view or a mean.
    private static bool IsMerged(GraphBuilder graph, int node)
    {
        while (graph[node] is LinearNode or ActivationNode or NormalizationNode or DropoutNode)
            node = graph[node].Inputs[0];

        return graph[node] is ReshapeNode { MergesPositions: true } or PoolNode { OutputPositions.Value: 1 };
    }

    private static bool IsPartOfInput(GraphBuilder graph, int node)
    {
        var isPart = false;
        while (graph[node] is LinearNode or ActivationNode or NormalizationNode or DropoutNode or PartNode or ReshapeNode { MergesPositions: false, Spread.IsKnown: false })
        {
            isPart |= graph[node] is PartNode;
            node = graph[node].Inputs[0];
        }

        return isPart && graph[node] is InputNode;
    }

    private static int Unactivated(TensorValue value)
    {
        var node = value.Node;
        while (value.Graph[node] is ActivationNode or DropoutNode or NormalizationNode)
            node = value.Graph[node].Inputs[0];

        return node;
    }

    // A class token before a sequence, the steps of two sequences.
    private static bool IsAlongPositions(TensorCall call)
    {
        if (call.Axis == 1 && call.Tensors.Concat(call.Listed).Any(tensor => tensor is DataTensor { IsToken: true }))
            return true;

        var computed = call.Tensors.Concat(call.Listed).OfType<TensorValue>().ToList();
        // Heads of a graph attention, of nodes without a batch: [nodes, features].
        if (call.Axis == 1 && computed.Count > 1 && computed.TrueForAll(head => head.Graph[Unactivated(head)] is PairAttentionNode))
            return false;
        var told = computed.Find(tensor => tensor.Graph[tensor.Node] is not InputNode) ?? computed.FirstOrDefault();
        return told is not null && call.Name is not ("hstack" or "column_stack") && !Layout.IsFeatures(told.Graph, told.Node, call.Axis ?? 0);
    }
}
