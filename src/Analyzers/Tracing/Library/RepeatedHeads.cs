using GradGuard.Signal;

namespace GradGuard.Analyzers.Tracing;

/// <summary>
/// Heads that several queries share, as grouped queries do (Ainslie et al. 2023): the code repeats each of them, on a new axis that a view then
/// folds in, or in its place. For all that gradients see, the features stand several times side by side.
/// </summary>
internal static class RepeatedHeads
{
    private const int MostRepeats = 64;

    // Samples, heads, steps, features of a head.
    private const int AxesOfHeads = 4;

    /// <summary>An expansion of heads by an axis of its own; null where it is another.</summary>
    public static AbstractValue? OfExpansion(TensorCall call)
    {
        if (call.Subject is not TensorValue tensor || call.Numbers.Count != AxesOfHeads + 1)
            return null;

        var node = tensor.Node;
        while (tensor.Graph.ShapeOf(node) is null && tensor.Graph[node] is ReshapeNode reshape)
            node = reshape.Inputs[0];
        if (tensor.Graph.ShapeOf(node) is not { Count: AxesOfHeads } shape)
            return null;

        // Axes of which nothing is said, by -1 or a name, are not repeated.
        var known = Lengths(shape).Aggregate(1L, (product, length) => product * length);
        var asked = Lengths(call.Numbers).Aggregate(1L, (product, length) => product * length);
        return known > 0 && asked % known == 0 && Lengths(shape).Count() + 1 == Lengths(call.Numbers).Count() ? Repeated(call, asked / known) : null;
    }

    /// <summary>Every head repeated in its place; null where it is another axis that is.</summary>
    public static AbstractValue? OfRepetition(TensorCall call) =>
        call.Subject is TensorValue { Shape.Count: AxesOfHeads } && call.Axis is 1 or -3 or 2 or -2 && (call.Arguments.Number("repeats") ?? call.Arguments.Number("repeat")) is { } repeats
            ? Repeated(call, (long)repeats)
            : null;

    private static AbstractValue? Repeated(TensorCall call, long repeats) => repeats switch
    {
        1 => call.Reshape(merges: false),
        > 1 and <= MostRepeats => call.Emit(new ConcatenateNode(call.Path, [.. Enumerable.Repeat(call.First, (int)repeats)], AlongPositions: false)),
        _ => null,
    };

    private static IEnumerable<long> Lengths(IEnumerable<AbstractValue> axes) => axes.OfType<ConstantValue>().Select(length => length.Value).OfType<long>().Where(length => length > 0);
}
