using GradGuard.Signal;

namespace GradGuard.Analyzers.Tracing;

/// <summary>
/// The largest of a tensor's features, as a router chooses the experts of a sample (Shazeer et al. 2017, "Outrageously large neural networks",
/// equations 3 to 5), or of its positions.
/// </summary>
internal static class TopFeatures
{
    public static void AddTo(Dictionary<string, Func<TensorCall, AbstractValue>> table)
    {
        table["topk"] = call => call.Subject is not TensorValue ? call.Unknown("'topk'") : new TupleValue([Largest(call), new DataTensor("indices", isMask: true)]);
        table["scatter"] = call => Spread(call) ?? call.Unknown("'scatter'");
    }

    private static AbstractValue Largest(TensorCall call)
    {
        var count = call.Arguments.Size("k");
        return Layout.IsFeatures(call.Graph, call.First, call.Axis ?? -1)
            ? call.Emit(new PartNode(call.Path, call.FirstInput, Features: count), new Chosen(call.First))
            : call.Emit(new PoolNode(call.Path, call.FirstInput, PoolKind.Maximum, Size.Unknown, OutputPositions: count));
    }

    // The chosen ones back in their places, zeros elsewhere: before training the others weigh about as much, so it is taken for all of them.
    private static AbstractValue? Spread(TensorCall call)
    {
        if (call.Subject is not DataTensor { Constant: 0 } || call.Tensors.OfType<TensorValue>().FirstOrDefault() is not { } source)
            return null;

        var graph = call.Graph;
        return graph.MeaningOf(source.Node) is Chosen chosen ? new TensorValue(graph, chosen.Source)
            : graph[source.Node] is SoftmaxNode { Logarithm: false } softmax && graph.MeaningOf(softmax.Inputs[0]) is Chosen weighed
                ? call.Emit(new SoftmaxNode(call.Interpreter.OperationPath("softmax"), [weighed.Source], Logarithm: false))
                : null;
    }
}
