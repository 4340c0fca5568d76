using GradGuard.Signal;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Operations that give a map more positions: interpolation and borders.</summary>
internal static class Resizing
{
    private const long MostCopies = 8;

    public static void AddTo(Dictionary<string, Func<TensorCall, AbstractValue>> table)
    {
        table["pad"] = Pad;
        foreach (var name in new[] { "interpolate", "upsample", "upsample_nearest", "upsample_bilinear", "upsample_nearest1d", "upsample_nearest2d", "upsample_nearest3d", "upsample_bilinear2d", "upsample_bicubic2d" })
            table[name] = Upsample;
    }

    /// <summary>The layer or function that makes several positions of each.</summary>
    public static LayerNode Upsample(string path, IReadOnlyList<int> inputs, AbstractValue? factors, int axes) => factors switch
    {
        ListValue { HasKnownLength: true } list when list.Elements.Select(Sizes.Number).ToList() is var numbers && numbers.All(number => number is >= 1) =>
            new UpsampleNode(path, inputs, Size.Of((long)Math.Round(list.Elements.Count == 1 ? Math.Pow(numbers[0]!.Value, axes) : numbers.Aggregate(1.0, (product, number) => product * number!.Value)))),
        _ => new UpsampleNode(path, inputs, Size.Unknown),
    };

    /// <summary>Positions that a padding adds along the last axis: by one number at each end, or by a number an end.</summary>
    public static Size Added(AbstractValue? padding) => padding switch
    {
        ListValue { HasKnownLength: true, Elements: { Count: > 1 } ends } => Both(ends[0], ends[1]),
        TupleValue { Elements: { Length: > 1 } ends } => Both(ends[0], ends[1]),
        { } each when SymbolicNumber.IsNumber(each) => Both(each, each),
        _ => Size.Unknown,
    };

    private static Size Both(AbstractValue start, AbstractValue end) =>
        SymbolicNumber.IsNumber(start) && SymbolicNumber.IsNumber(end) && SymbolicNumber.Add(start, end) is ConstantValue { Value: > 0L and long added } ? Size.Of(added) : Size.Unknown;

    // Axes are padded from the last on, two ends each. What makes up for lengths that only a run knows adds little.
    private static AbstractValue Pad(TensorCall call)
    {
        var padding = call.Arguments["pad"];
        IReadOnlyList<AbstractValue> ends = padding switch { ListValue { HasKnownLength: true } list => list.Elements, TupleValue tuple => tuple.Elements, _ => [] };
        if (Layout.FeatureAxis(call.Graph, call.First) != 1 || ends.Count is not (2 or 4 or 6))
            return call.Reshape(merges: false);
        if (ends.Count > 2 && ends.Take(ends.Count - 2).All(end => end is ConstantValue { Value: 0L }))
            return WithEmptyFeatures(call, ends[ends.Count - 2], ends[ends.Count - 1]);

        return Added(padding) is { IsKnown: true } added
            ? call.Emit(new PadNode(call.Path, call.FirstInput, added, ends.Count / 2, Repeats: call.Arguments.Number("mode") is > 0))
            : call.Reshape(merges: false);
    }

    // Where all axes of the map stay as they are, the channels get zeros beside them, as a shortcut to more channels has them that learns
    // nothing (He et al. 2016, section 3.3, option A).
    private static AbstractValue WithEmptyFeatures(TensorCall call, AbstractValue before, AbstractValue after)
    {
        var added = Both(before, after).Value;
        var features = Layout.Length((TensorValue)call.Subject, 1) is ConstantValue { Value: > 0L and long known } ? known : added;
        if (added is null || features is null)
            return call.Reshape(merges: false);

        var empty = Enumerable.Range(0, (int)Math.Max(Math.Min(added.Value / features.Value, MostCopies), 1))
            .Select(_ => ((TensorValue)call.Emit(new NoiseNode(call.Interpreter.OperationPath("zeros"), call.FirstInput, SecondMoment: 0))).Node).ToList();
        return call.Emit(new ConcatenateNode(call.Path, [.. call.FirstInput, .. empty]));
    }

    private static AbstractValue Upsample(TensorCall call)
    {
        var factors = call.Arguments["scale_factor"] ?? call.Arguments["scaleFactors"];
        // To a given size: as many positions as another tensor has.
        return factors is null or ConstantValue { Value: null }
            ? Measured(call) is { } like ? call.Emit(new UpsampleNode(call.Path, [call.First, like], Size.Unknown)) : call.Reshape(merges: false)
            : call.Emit(Upsample(call.Path, call.FirstInput, factors, 2));
    }

    /// <summary>One vector a sample, such as a map's mean, that is repeated at every position of a map, by expand(-1, -1, x.shape[2], x.shape[3]) or expand_as(x); null for any other expansion.</summary>
    public static AbstractValue? OfExpansion(TensorCall call)
    {
        if (Layout.FeatureAxis(call.Graph, call.First) != 1)
            return null;

        var like = call.Name == "expand_as" ? call.Tensors.Count == 2 && call.Tensors[1] is TensorValue other ? other.Node : null
            : call.Numbers is { Count: > 3 } lengths ? Measured(call, [.. lengths.Skip(2)])
            : null;
        return like is { } map ? call.Emit(new UpsampleNode(call.Path, [call.First, map], Size.Unknown)) : null;
    }

    private static int? Measured(TensorCall call) => Measured(call, call.Arguments["size"] is ListValue list ? list.Elements : call.Arguments["size"] is { } single ? [single] : []);

    // The tensor from whose shape a size is taken: [x.shape[2], x.shape[3]] or x.shape[^2..].
    private static int? Measured(TensorCall call, IReadOnlyList<AbstractValue> lengths)
    {
        var owners = lengths.Select(length => length.Name is { } name && name.StartsWith("#", StringComparison.Ordinal) && name.IndexOf(".shape[", StringComparison.Ordinal) is > 0 and var end
            && int.TryParse(name.Substring(1, end - 1), out var node) && node < call.Graph.Count && node != call.First ? node : (int?)null).Distinct().ToList();
        return owners.Count == 1 ? owners[0] : null;
    }
}
