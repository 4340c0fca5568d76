namespace GradGuard.Analyzers.Tracing;

/// <summary>
/// Heads as samples of their own: cat(x.split(width, 2), 0) and back, cat(y.split(samples, 0), 2), as set transformers are written (Lee et al.
/// 2019). No element changes, as in a view by heads.
/// </summary>
internal static class SplitHeads
{
    /// <summary>All parts of a tensor joined along an axis other than that of the split; null for any other operands.</summary>
    public static AbstractValue? Of(TensorCall call)
    {
        var parts = call.Listed.Select(part => (part as TensorValue)?.Meaning as Chunk).ToList();
        if (parts.Count == 0 || parts[0] is not { } first || parts.Exists(part => part is null || part.Source != first.Source || part.Axis != first.Axis)
            || parts.Count != (first.Parts ?? 1) || call.Listed.OfType<TensorValue>().Any(part => !ReferenceEquals(part.Graph, call.Graph)) || call.Axis is not { } axis)
            return null;

        var source = new TensorValue(call.Graph, first.Source);
        var isOfFeatures = Layout.IsFeatures(call.Graph, first.Source, first.Axis);
        if (isOfFeatures && axis == 0 && first.Axis != 0 && Layout.Length(source, -1) is { } width && SymbolicNumber.IsNumber(width) && first.Parts is { } heads)
            return call.On(source).Reshape(merges: false, [SymbolicNumber.Named($"{source.Name}.heads"), SymbolicNumber.Named($"{source.Name}.shape[1]"), SymbolicNumber.Divide(width, ConstantValue.Integer(heads))]);

        return first.Axis == 0 && !isOfFeatures && Layout.IsFeatures(call.Graph, first.Source, axis) ? call.On(source).Reshape(merges: false) : null;
    }
}
