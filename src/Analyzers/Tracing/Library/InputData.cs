using GradGuard.Signal;

namespace GradGuard.Analyzers.Tracing;

/// <summary>What is made of the model's input alone.</summary>
internal static class InputData
{
    private const int MostNodes = 32;

    /// <summary>Whether nothing that is learned has a part in a value, so that no gradient ends there.</summary>
    public static bool IsAll(GraphBuilder graph, int node) => graph.IsOutermost && IsAll(graph, node, []);

    /// <summary>Indices of classes as vectors of a one and zeros: mean and mean square are one over the classes; null where the code does not tell how many.</summary>
    public static TensorValue? OneHot(TensorCall call) =>
        call.Subject is TensorValue { Graph: var graph, Node: var node } && graph[node] is InputNode && call.Arguments.Number("num_classes") is { } classes and > 1
            ? call.Interpreter.Emit(new InputNode(call.Path, 1 / classes, Mean: 1 / classes, Features: Size.Of((long)classes)), call.Use)
            : null;

    private static bool IsAll(GraphBuilder graph, int node, HashSet<int> seen)
    {
        if (!seen.Add(node))
            return true;

        return seen.Count <= MostNodes && graph[node] switch
        {
            InputNode input => !input.IsShared,
            ReshapeNode or PartNode or SelectNode or PoolNode or SumNode or ScaleNode or ShiftNode or AddNode or MultiplyNode or ActivationNode or PositiveNode or ConcatenateNode or LargestFeatureNode =>
                graph[node].Inputs.All(input => IsAll(graph, input, seen)),
            _ => false,
        };
    }
}
