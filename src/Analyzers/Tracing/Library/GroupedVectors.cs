using GradGuard.Signal;

namespace GradGuard.Analyzers.Tracing;

/// <summary>
/// A vector a sample seen as groups of features, [samples, groups, features]: what is summed up within each group, or over the groups, is
/// a vector again, as a maxout layer or the components of a mixture make one.
/// </summary>
internal static class GroupedVectors
{
    /// <summary>Of how many features one is left, within each group or over the groups; null where the value is no such vector, or the operation keeps its axes.</summary>
    public static Size? PiecesOf(TensorCall call) => Of(call) is (var groups, var pieces, var isWithin) ? isWithin ? pieces : groups : null;

    /// <summary>A sum or mean within each group, or over the groups; null where the value is no such vector.</summary>
    public static AbstractValue? Summed(TensorCall call, bool isMean)
    {
        if (Of(call) is not var (groups, _, isWithin))
            return null;

        var interpreter = call.Interpreter;
        var apart = interpreter.Emit(new ReshapeNode(interpreter.OperationPath("groups"), call.FirstInput, Spread: groups), call.Use);
        var sum = interpreter.Emit(new SumNode(call.Path, [apart.Node], isWithin, isMean), call.Use);
        return isWithin ? interpreter.Emit(new ReshapeNode(interpreter.OperationPath("vector"), [sum.Node], MergesPositions: true), call.Use) : sum;
    }

    private static (Size Groups, Size Pieces, bool IsWithin)? Of(TensorCall call)
    {
        if (call.Subject is not TensorValue || call.Axes is not ("1" or "2" or "-1" or "-2") || (call.Arguments.Flag("keepdim") ?? call.Arguments.Flag("keepDim")) == true)
            return null;

        var graph = call.Graph;
        var node = Layout.Shaped(graph, call.First);
        return graph[node] is ReshapeNode view && graph.ShapeOf(node) is { Count: 3 } shape && shape.Skip(1).All(length => length is ConstantValue { Value: > 1L })
            && Layout.IsVectorOf(graph, view.Inputs[0], Sizes.Product(shape.Skip(1)))
            ? (Sizes.Of(shape[1]), Sizes.Of(shape[2]), call.Axes is "2" or "-1")
            : null;
    }
}
