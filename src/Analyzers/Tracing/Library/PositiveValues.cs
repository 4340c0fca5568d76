using GradGuard.Signal;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Values that are never negative, so that roots, logarithms and divisions make sense of them.</summary>
internal static class PositiveValues
{
    // Where a function is looked at, and what no signal makes of a number next to zero.
    private const int Reach = 12;
    private const double Steep = 1e3;
    private const int MostNodes = 32;

    /// <summary>A function of each element of a node that is positive; null where it may not be, or the function is well defined anyway.</summary>
    public static LayerNode? Function(GraphBuilder graph, string path, Elementwise function) =>
        IsPositive(graph, function.Source) && IsFinite(function.Value(1)) && IsFinite(function.Slope(1)) && !(Math.Abs(function.Value(0)) < Steep && Recognition.Activation(function) is not null)
            ? new PositiveNode(path, [function.Source], ActivationFunction.Custom(function.Text, function.Value, function.Slope, double.PositiveInfinity))
            : null;

    /// <summary>Whether no element of a value is negative; nobody takes the root of data that are.</summary>
    public static bool IsPositive(GraphBuilder graph, int node) => IsPositive(graph, node, []);

    // What has been seen before is seen to the end there.
    private static bool IsPositive(GraphBuilder graph, int node, HashSet<int> seen)
    {
        if (!seen.Add(node))
            return true;

        return seen.Count <= MostNodes && graph[node] switch
        {
            InputNode or SoftmaxNode { Logarithm: false } => true,
            ActivationNode activation => IsNeverNegative(activation.Function.Value),
            PositiveNode positive => positive.Function.Value(1) >= 0 && AreInputs(),
            ScaleNode scale => scale.Factor >= 0 && AreInputs(),
            ShiftNode shift => (shift.Offset >= 0 && AreInputs()) || (graph.MeaningOf(node) is Elementwise { Text: not "z" } function && IsNeverNegative(function.Value)),
            SumNode or PoolNode or ReshapeNode or PartNode or SelectNode or DropoutNode or UpsampleNode or LargestFeatureNode or AddNode or MultiplyNode or ConcatenateNode or MatrixProductNode => AreInputs(),
            _ => false,
        };

        bool AreInputs() => graph[node].Inputs.All(input => IsPositive(graph, input, seen));
    }

    private static bool IsNeverNegative(Func<double, double> function)
    {
        for (var z = -Reach; z <= Reach; z++)
            if (function(z) < 0)
                return false;

        return true;
    }

    private static bool IsFinite(double number) => !double.IsNaN(number) && !double.IsInfinity(number);
}
