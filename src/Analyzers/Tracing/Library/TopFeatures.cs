using GradGuard.Signal;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tracing;

/// <summary>
/// The largest of a tensor's features, as a router chooses the experts of a sample (Shazeer et al. 2017, "Outrageously large neural networks",
/// equations 3 to 5), or of its positions.
/// </summary>
internal static class TopFeatures
{
    public static void AddTo(Dictionary<string, Func<TensorCall, AbstractValue>> table)
    {
        table["topk"] = call => call.Subject is not TensorValue ? call.Unknown("'topk'") : new TupleValue([Largest(call), new DataTensor("indices", isMask: true) { ChosenAmong = Among(call) }]);
        table["scatter"] = call => Spread(call) ?? call.Unknown("'scatter'");
    }

    private static double? Among(TensorCall call) =>
        Layout.IsFeatures(call.Graph, call.First, call.Axis ?? -1) && Layout.Length((TensorValue)call.Subject, -1) is { } length ? Sizes.Number(length) : null;

    private static AbstractValue Largest(TensorCall call)
    {
        var count = call.Arguments.Size("k");
        return Layout.IsFeatures(call.Graph, call.First, call.Axis ?? -1)
            ? call.Emit(new PartNode(call.Path, call.FirstInput, Features: count), new Chosen(call.First))
            : call.Emit(new PoolNode(call.Path, call.FirstInput, PoolKind.Maximum, Size.Unknown, OutputPositions: count));
    }

    /// <summary>The largest shares of a softmax over their sum: the softmax of the largest scores; null for any other quotient.</summary>
    public static AbstractValue? Renormalised(Interpreter interpreter, int shares, int sum, SyntaxNode? use)
    {
        var graph = interpreter.Graph!;
        while (graph[sum] is ShiftNode or ReshapeNode)
            sum = graph[sum].Inputs[0];
        if (graph[sum] is not SumNode { OverFeatures: true, IsMean: false } total || total.Inputs[0] != shares || graph[shares] is not PartNode chosen
            || graph.MeaningOf(shares) is not Chosen { Source: var all } || graph[all] is not SoftmaxNode { Logarithm: false } softmax)
            return null;

        var scores = interpreter.Emit(chosen with { Inputs = [softmax.Inputs[0]] }, use, meaning: new Chosen(softmax.Inputs[0]));
        return interpreter.Emit(new SoftmaxNode(softmax.Path, [scores.Node], Logarithm: false), use);
    }

    // The chosen ones back in their places, zeros elsewhere: before training the others weigh about as much, so it is taken for all of them.
    private static AbstractValue? Spread(TensorCall call)
    {
        if (call.Subject is not DataTensor { Constant: 0 } and not DataTensor { IsMask: true, IsLearned: false } || call.Tensors.OfType<TensorValue>().FirstOrDefault() is not { } source)
            return null;

        var graph = call.Graph;
        return graph.MeaningOf(source.Node) is Chosen chosen ? new TensorValue(graph, chosen.Source)
            : graph[source.Node] is SoftmaxNode { Logarithm: false } softmax && graph.MeaningOf(softmax.Inputs[0]) is Chosen weighed
                ? call.Emit(new SoftmaxNode(call.Interpreter.OperationPath("softmax"), [weighed.Source], Logarithm: false))
                : null;
    }
}
