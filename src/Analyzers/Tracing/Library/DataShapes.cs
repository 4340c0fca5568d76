namespace GradGuard.Analyzers.Tracing;

/// <summary>The axes of what an operation makes of data of stated axes, as a dry run in a constructor asks for them: torch's own formulas.</summary>
internal static class DataShapes
{
    /// <summary>The axes after a layer; null where they are not known.</summary>
    public static IReadOnlyList<AbstractValue>? After(LayerModule layer, IReadOnlyList<AbstractValue> shape) => After(layer.Type.Name, layer.Arguments, shape);

    /// <summary>The axes after a layer, or after the function that computes the same; null where they are not known.</summary>
    /// <param name="layer">The name of the layer's class: "MaxPool2d".</param>
    /// <param name="arguments">The arguments of the layer, or of the function.</param>
    /// <param name="shape">The axes before it.</param>
    public static IReadOnlyList<AbstractValue>? After(string layer, Arguments arguments, IReadOnlyList<AbstractValue> shape)
    {
        var axes = layer.Length > 2 && layer[layer.Length - 1] == 'd' ? layer[layer.Length - 2] - '0' : 0;
        return layer switch
        {
            "Linear" when arguments["outputSize"] is { } width => [.. shape.Take(shape.Count - 1), width],
            "Flatten" => Flattened(shape, arguments),
            _ when layer.StartsWith("ConvTranspose", StringComparison.Ordinal) => Map(shape, axes, arguments["out_channels"], (length, axis) => Transposed(arguments, length, axis)),
            _ when layer.StartsWith("Conv", StringComparison.Ordinal) => Map(shape, axes, arguments["out_channels"], (length, axis) => Windows(arguments, length, axis, Number(arguments, "stride", axis) ?? 1)),
            _ when layer.StartsWith("Adaptive", StringComparison.Ordinal) => Map(shape, axes, null, (_, axis) => Number(arguments, "output_size", axis)),
            _ when layer.StartsWith("MaxPool", StringComparison.Ordinal) || layer.StartsWith("AvgPool", StringComparison.Ordinal) =>
                Map(shape, axes, null, (length, axis) => Windows(arguments, length, axis, Number(arguments, "stride", axis) ?? Number(arguments, "strides", axis) ?? Number(arguments, "kernel_size", axis))),
            "Upsample" => Map(shape, shape.Count - 2, null, (length, axis) => Scaled(arguments["scale_factor"], length, axis) ?? Number(arguments, "size", axis)),
            _ when layer.IndexOf("Pad", StringComparison.Ordinal) > 0 => Map(shape, axes, null, (length, axis) => Padded(arguments["padding"], length, axes - 1 - axis)),
            _ => KeepsShape(layer) ? shape : null,
        };
    }

    /// <summary>The axes after a function: "max_pool2d" names the layer MaxPool2d.</summary>
    public static IReadOnlyList<AbstractValue>? AfterFunction(string name, Arguments arguments, IReadOnlyList<AbstractValue> shape) => name switch
    {
        "flatten" => Flattened(shape, arguments),
        "permute" => Permuted(shape, (arguments.First<ListValue>()?.Elements ?? arguments.Values).Where(value => value is ConstantValue).ToList()),
        "squeeze" => arguments.Number("dim") is { } axis
            ? [.. shape.Where((length, place) => place != (axis < 0 ? axis + shape.Count : axis) || length is not ConstantValue { Value: 1L })]
            : [.. shape.Where(length => length is not ConstantValue { Value: 1L })],
        _ => After(string.Concat(name.Split('_').Where(word => word.Length > 0).Select(word => char.ToUpperInvariant(word[0]) + word.Substring(1))), arguments, shape),
    };

    /// <summary>The axes after narrow, slice or select; null where the code does not tell.</summary>
    public static IReadOnlyList<AbstractValue>? Parted(TensorCall call, IReadOnlyList<AbstractValue> shape)
    {
        var place = (int)((call.Axis ?? 0) is var axis && axis < 0 ? axis + shape.Count : axis);
        if (place < 0 || place >= shape.Count)
            return null;
        if (call.PlainName == "select")
            return [.. shape.Where((_, other) => other != place)];

        var length = call.PlainName == "narrow" ? call.Arguments["length"]
            : call.Arguments.Number("step") is null or 1 && call.Arguments["start"] is { } start && call.Arguments["finish"] is { } end && SymbolicNumber.Difference(end, start) is > 0 and var between ? ConstantValue.Of(between)
            : null;
        return length is not null && SymbolicNumber.IsNumber(length) ? [.. shape.Take(place), length, .. shape.Skip(place + 1)] : null;
    }

    private static IReadOnlyList<AbstractValue>? Permuted(IReadOnlyList<AbstractValue> shape, IReadOnlyList<AbstractValue> order)
    {
        var places = order.Select(axis => (int)(Sizes.Number(axis) is { } number ? number < 0 ? number + shape.Count : number : -1)).ToList();
        return places.OrderBy(place => place).SequenceEqual(Enumerable.Range(0, shape.Count)) ? [.. places.Select(place => shape[place])] : null;
    }

    private static bool KeepsShape(string layer) => KnownActivations.IsKnown(layer) || layer is "Identity" or "LocalResponseNorm" || layer.IndexOf("Norm", StringComparison.Ordinal) > 0
        || layer.IndexOf("Dropout", StringComparison.Ordinal) >= 0 || layer.IndexOf("Softm", StringComparison.Ordinal) >= 0;

    /// <summary>The axes from one to another as one.</summary>
    public static IReadOnlyList<AbstractValue>? Flattened(IReadOnlyList<AbstractValue> shape, Arguments arguments)
    {
        var (start, end) = ((int)(arguments.Number("start_dim") ?? 0), (int)(arguments.Number("end_dim") ?? -1));
        (start, end) = (start < 0 ? start + shape.Count : start, end < 0 ? end + shape.Count : end);
        return start >= 0 && end < shape.Count && start < end && Product(shape.Skip(start).Take(end - start + 1)) is { } merged
            ? [.. shape.Take(start), merged, .. shape.Skip(end + 1)]
            : null;
    }

    /// <summary>New axes for all elements, one of which may be what is left: -1.</summary>
    public static IReadOnlyList<AbstractValue>? Viewed(IReadOnlyList<AbstractValue> shape, IReadOnlyList<AbstractValue> axes)
    {
        var rest = axes.ToList().FindIndex(axis => axis is ConstantValue { Value: -1L });
        if (rest < 0)
            return axes;

        return Product(shape) is ConstantValue { Value: long all } && Product(axes.Where((_, axis) => axis != rest)) is ConstantValue { Value: > 0L and long others } && all % others == 0
            ? [.. axes.Select((axis, place) => place == rest ? ConstantValue.Of(all / others) : axis)]
            : null;
    }

    /// <summary>How many elements there are; null where that is no number.</summary>
    public static AbstractValue? Count(IReadOnlyList<AbstractValue> shape) => Product(shape) is ConstantValue count ? count : null;

    private static AbstractValue? Product(IEnumerable<AbstractValue> factors)
    {
        AbstractValue product = ConstantValue.Integer(1);
        foreach (var factor in factors)
        {
            if (!SymbolicNumber.IsNumber(factor))
                return null;

            product = SymbolicNumber.Multiply(product, factor);
        }

        return product;
    }

    // A map [samples, channels, …] or [channels, …], each length of which becomes another.
    private static IReadOnlyList<AbstractValue>? Map(IReadOnlyList<AbstractValue> shape, int axes, AbstractValue? channels, Func<long, int, long?> length)
    {
        var first = shape.Count - axes;
        if (axes < 1 || first is not (1 or 2))
            return null;

        var lengths = shape.Skip(first).Select((before, axis) => before is ConstantValue { Value: long known } ? length(known, axis) : null).ToList();
        return lengths.TrueForAll(after => after > 0)
            ? [.. shape.Take(first - 1), channels ?? shape[first - 1], .. lengths.Select(after => ConstantValue.Of(after!.Value))]
            : null;
    }

    private static long? Windows(Arguments arguments, long length, int axis, long? stride)
    {
        // Padding.Same keeps the length.
        if (arguments.TypeOf("padding") == "Padding" && arguments.Number("padding") != 0)
            return length;
        if (Number(arguments, "kernel_size", axis) is not { } taps || stride is not (> 0 and { } step) || Number(arguments, "dilation", axis, 1) is not { } apart || Number(arguments, "padding", axis, 0) is not { } ends)
            return null;

        var room = length + (2 * ends) - (apart * (taps - 1)) - 1;
        return room < 0 ? null : ((arguments.Flag("ceil_mode") == true ? room + step - 1 : room) / step) + 1;
    }

    private static long? Transposed(Arguments arguments, long length, int axis) =>
        Number(arguments, "kernel_size", axis) is { } taps && Number(arguments, "stride", axis, 1) is { } stride && Number(arguments, "dilation", axis, 1) is { } apart
            && Number(arguments, "padding", axis, 0) is { } ends && Number(arguments, "output_padding", axis, 0) is { } more
            ? ((length - 1) * stride) - (2 * ends) + (apart * (taps - 1)) + more + 1
            : null;

    private static long? Scaled(AbstractValue? factors, long length, int axis) => factors switch
    {
        ListValue { HasKnownLength: true, Elements: { Count: > 0 } each } when Sizes.Number(each[Math.Min(axis, each.Count - 1)]) is { } factor => (long)(length * factor),
        _ => null,
    };

    // Two ends an axis, from the last axis on, or one number for all.
    private static long? Padded(AbstractValue? padding, long length, int fromLast)
    {
        IReadOnlyList<AbstractValue> ends = padding switch
        {
            ListValue { HasKnownLength: true } list => list.Elements,
            TupleValue tuple => tuple.Elements,
            { } each => [each, each],
            null => [],
        };
        var place = padding is ListValue or TupleValue ? 2 * fromLast : 0;
        return place + 1 < ends.Count && ends[place] is ConstantValue { Value: long start } && ends[place + 1] is ConstantValue { Value: long end } ? length + start + end : null;
    }

    // An argument that is one number for all axes, or a number an axis; null where it is not stated or not known.
    private static long? Number(Arguments arguments, string parameter, int axis, long? missing = null) => arguments[parameter] switch
    {
        null or ConstantValue { Value: null } => missing,
        ConstantValue { Value: long each } => each,
        TupleValue { Elements: var elements } when axis < elements.Length && elements[axis] is ConstantValue { Value: long own } => own,
        ListValue { HasKnownLength: true, Elements: { Count: > 0 } elements } when elements[Math.Min(axis, elements.Count - 1)] is ConstantValue { Value: long own } => own,
        _ => null,
    };
}
