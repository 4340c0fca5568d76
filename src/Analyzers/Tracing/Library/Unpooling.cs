using GradGuard.Signal;

namespace GradGuard.Analyzers.Tracing;

/// <summary>
/// Maxima of a pool put back where they stood, with zeros around them, as the decoder of a SegNet does (Badrinarayanan et al. 2017,
/// section 3).
/// </summary>
internal static class Unpooling
{
    public static void AddTo(Dictionary<string, Func<TensorCall, AbstractValue>> table)
    {
        for (var axes = 1; axes <= 3; axes++)
        {
            var dimensions = axes;
            table[$"max_unpool{axes}d"] = call => Spread(call, dimensions);
            table[$"max_pool{axes}d_with_indices"] = call => new TupleValue([table[$"max_pool{dimensions}d"](call), new DataTensor("indices", isMask: true)]);
            table[$"adaptive_max_pool{axes}d_with_indices"] = call => new TupleValue([table[$"adaptive_max_pool{dimensions}d"](call), new DataTensor("indices", isMask: true)]);
        }
    }

    // One of the window's places has the value, which is one in so many of a map that repeats it.
    private static AbstractValue Spread(TensorCall call, int axes)
    {
        var window = call.Arguments["stride"] is null or ConstantValue { Value: null } ? call.Arguments.Volume("kernel_size", axes) : call.Arguments.Volume("stride", axes);
        if (window.Value is not { } places || places < 1)
            return call.Unknown($"'{call.Name}' with a window that only a run knows");

        var repeated = call.Interpreter.Emit(new UpsampleNode(call.Path, call.FirstInput, window), call.Use);
        var kept = call.Interpreter.Emit(new DropoutNode(call.Interpreter.OperationPath("places"), [repeated.Node], 1 - (1.0 / places)), call.Use);
        return call.Emit(new ScaleNode(call.Interpreter.OperationPath("scale"), [kept.Node], 1.0 / places));
    }
}
