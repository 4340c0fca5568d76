using GradGuard.Signal;

namespace GradGuard.Analyzers.Tracing;

/// <summary>
/// Sums and products of a value's features up to each of them, one after another: the survival of hazards, the rest of a broken stick.
/// </summary>
internal static class RunningFeatures
{
    private const long Most = 64;

    /// <summary>What stands at each feature; null where the axis is no such, or the code does not tell how many there are.</summary>
    /// <param name="call">cumsum or cumprod.</param>
    /// <param name="join">A node for what came before and the next.</param>
    /// <param name="meaning">What all of them are on the way to.</param>
    public static AbstractValue? Of(TensorCall call, Func<string, IReadOnlyList<int>, LayerNode> join, Meaning? meaning = null)
    {
        if (call.Subject is not TensorValue value || call.Axis is not { } axis || !Layout.IsFeatures(call.Graph, call.First, axis)
            || (Layout.Length(value, axis) ?? Layout.Length(value, -1)) is not ConstantValue { Value: > 1L and <= Most and long count })
            return null;

        var path = call.Interpreter.OperationPath("feature");
        var features = Enumerable.Range(0, (int)count).Select(_ => call.Interpreter.Emit(new PartNode(path, call.FirstInput, Size.Of(1)), call.Use).Node).ToList();
        var running = new List<int> { features[0] };
        foreach (var next in features.Skip(1))
            running.Add(call.Interpreter.Emit(join(call.Path, [running[running.Count - 1], next]), call.Use).Node);

        return call.Emit(new ConcatenateNode(call.Interpreter.OperationPath("cat"), running), meaning);
    }
}
