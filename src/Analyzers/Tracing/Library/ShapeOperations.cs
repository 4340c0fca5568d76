using GradGuard.Signal;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Operations that rearrange elements or take some of them.</summary>
internal static class ShapeOperations
{
    public static void AddTo(Dictionary<string, Func<TensorCall, AbstractValue>> table)
    {
        foreach (var name in new[]
        {
            "squeeze", "movedim", "moveaxis", "broadcast_to", "view_as", "flip", "fliplr", "flipud", "roll", "repeat",
            "tile", "pixel_unshuffle", "view_as_complex", "view_as_real", "atleast_1d", "atleast_2d", "atleast_3d", "unfold",
            "fold", "gather", "take_along_dim", "sort", "msort", "adjoint", "diff", "rot90", "conj", "resolve_conj", "as_strided", "triu", "tril", "diagonal", "channel_shuffle", "native_channel_shuffle",
        })
            table[name] = call => call.Reshape(merges: false);

        table["expand"] = call => RepeatedHeads.OfExpansion(call) ?? Resizing.OfExpansion(call) ?? call.Reshape(merges: false);
        table["expand_as"] = call => Resizing.OfExpansion(call) ?? call.Reshape(merges: false);
        table["repeat_interleave"] = call => RepeatedHeads.OfRepetition(call) ?? call.Reshape(merges: false);
        table["unsqueeze"] = call => IsMapOfOne(call) ? call.Emit(new ReshapeNode(call.Path, call.FirstInput, Spread: Size.Of(1)))
            : call.Emit(new ReshapeNode(call.Path, call.FirstInput), call.Meaning is Scores or Factored ? null : IsBehind(call) ? new Column(call.First) : null);
        table["ravel"] = call => call.Reshape(merges: true);
        // From the second axis on it takes all that a sample has, the steps of a sequence too.
        table["flatten"] = call => call.Arguments.Number("start_dim") == 1 && call.Arguments.Number("end_dim") is null or -1
            ? call.Merge()
            : call.Reshape(merges: call.Arguments.Number("start_dim") is 0 or 1);
        table["view"] = call => Spread(call) ?? Matrix(call) ?? GroupedMap(call) ?? (IsRestOfSample(call) || JoinsPositions(call) ? call.Merge(call.Numbers) : call.Reshape(call.IsFlatShape, WithHeadWidth(call)));
        table["pixel_shuffle"] = call => call.Emit(new ReshapeNode(call.Path, call.FirstInput, Spread: Square(call.Arguments["upscale_factor"] ?? call.Arguments.Values.FirstOrDefault(SymbolicNumber.IsNumber))));
        table["unflatten"] = call => call.Emit(new ReshapeNode(call.Path, call.FirstInput, Spread: call.Axis == 1 ? MapOf(call.Arguments.First<ListValue>()?.Elements, 1) : Size.Unknown));
        table["reshape"] = table["view"];
        table["permute"] = call => Rearrange(call, Permuted(call));
        foreach (var name in new[] { "transpose", "swapaxes", "swapdims" })
            table[name] = call => Rearrange(call, Swapped(call));
        table["mT"] = call => call.Reshape(merges: false);
        table["t"] = call =>
        {
            call.Graph.NoteMatrices();
            return call.Reshape(merges: false);
        };

        table["select"] = call => Select(call, (call.Subject as TensorValue)!, call.Axis ?? 0, call.Arguments.Number("index") == 0);
        table["index_select"] = call => call.Reshape(merges: false);
        table["index"] = table["index_select"];
        table["slice"] = call => call.Arguments.Number("step") is > 1 and var step ? EverySo(call, call.Axis ?? 0, (long)step) : Slice(call, call.Axis ?? 0, call.Arguments["start"], call.Arguments["finish"] ?? call.Arguments["end"]);
        table["narrow"] = call => Slice(
            call, call.Axis ?? 0, call.Arguments["start"],
            call.Arguments["start"] is { } start && call.Arguments["length"] is { } length && SymbolicNumber.IsNumber(start) && SymbolicNumber.IsNumber(length)
                ? SymbolicNumber.Add(start, length)
                : null);
        table["chunk"] = call => Split(call, call.Arguments.Number("chunks"));
        table["split"] = call => Split(call, null);
        table["tensor_split"] = call => Split(call, call.Arguments.Number("size") ?? call.Arguments.Number("indices_or_sections"));
        table["vsplit"] = call => Split(call, call.Arguments.Number("size") ?? call.Arguments.Number("indices_or_sections"), 0);
        table["hsplit"] = call => Split(call, call.Arguments.Number("size") ?? call.Arguments.Number("indices_or_sections"), 1);
        table["unbind"] = call => Unbind(call);
    }

    // x.unsqueeze(-1), or x.unsqueeze(2) of a vector a sample.
    private static bool IsBehind(TensorCall call) => call.Axis == -1 || (call.Axis == 2 && call.Graph.ShapeOf(call.First) is null && call.Graph.LayoutOf(call.First) is null && Layout.IsFeatures(call.Graph, call.First, 1));

    /// <summary>Positions of a map whose lengths stand behind that of its channels; unknown where there are none.</summary>
    /// <param name="shape">The axes, as far as they are stated.</param>
    /// <param name="first">The place of the first axis behind the channels.</param>
    public static Size MapOf(IReadOnlyList<AbstractValue>? shape, int first) =>
        shape is not null && shape.Count > first + 1 && shape.Skip(first).All(length => length is ConstantValue { Value: > 0L }) ? Sizes.Product(shape.Skip(first)) : Size.Unknown;

    public static Size Square(AbstractValue? side) => side is not null && SymbolicNumber.IsNumber(side) ? Sizes.Product([side, side]) : Size.Unknown;

    // view(samples, steps, heads, -1): the features of each step by heads, so that -1 is the width of one.
    private static IReadOnlyList<AbstractValue> WithHeadWidth(TensorCall call)
    {
        var shape = call.Numbers;
        return shape.Count == 4 && shape[3] is ConstantValue { Value: -1L } && shape[2] is ConstantValue { Value: > 0L and long heads } && IsLength(shape[1], 1)
            && call.Subject is TensorValue tensor && Layout.FeatureAxis(tensor.Graph, tensor.Node) is -1 && Layout.Length(tensor, -1) is ConstantValue { Value: > 0L and long features } && features % heads == 0
            ? [.. shape.Take(3), ConstantValue.Integer(features / heads)]
            : shape;
    }

    // z.unsqueeze(-1).unsqueeze(-1): a vector a sample as a map of one position, as generators begin.
    private static bool IsMapOfOne(TensorCall call) => call.Axis is -1 or 3 && call.Subject is TensorValue { Graph: var graph, Node: var node }
        && graph[node] is ReshapeNode { Path: var path } first && path.EndsWith("unsqueeze", StringComparison.Ordinal) && graph[first.Inputs[0]] is InputNode && graph.IsOutermost;

    // view(x.shape[0], -1): a vector a sample, whatever there is of it.
    private static bool IsRestOfSample(TensorCall call) => call.Numbers is { Count: 2 } axes && axes[1] is ConstantValue { Value: -1L }
        && axes[0] is not ConstantValue && axes[0].NameOrText() is { } name && (name.EndsWith(".shape[0]", StringComparison.Ordinal) || name.EndsWith(".size()", StringComparison.Ordinal));

    // table.call(ids).view(-1, 8 * 16) of vectors of 16: those of a sample side by side.
    private static bool JoinsPositions(TensorCall call) => call.Numbers is { Count: 2 } axes && call.Subject is TensorValue tensor && Layout.FeatureAxis(call.Graph, call.First) == -1
        && Sizes.Of(axes[1]).Value is { } joined && Layout.Length(tensor, -1) is { } length && Sizes.Of(length).Value is { } features && joined > features && joined % features == 0;

    // A vector seen as the channels of a map, as generators begin: [samples, features] as [samples, channels, height, width].
    private static AbstractValue? Spread(TensorCall call)
    {
        var shape = call.Numbers;
        if (shape.Count < 4 || MapOf(shape, 2) is not { IsKnown: true } map || !Layout.IsVectorOf(call.Graph, call.First, Sizes.Product(shape.Skip(1))))
            return null;

        var spread = (TensorValue)call.Emit(new ReshapeNode(call.Path, call.FirstInput, Spread: map), shape: shape);
        spread.Graph.MoveFeatures(spread.Node, 1);
        return spread;
    }

    // A vector without samples seen as rows of a matrix.
    private static AbstractValue? Matrix(TensorCall call) => call.Numbers is { Count: 2 } shape && shape.All(length => length is ConstantValue { Value: > 0L }) && Layout.IsVectorOf(call.Graph, call.First, Sizes.Product(shape))
        ? call.Emit(new ReshapeNode(call.Path, call.FirstInput, Spread: Sizes.Of(shape[0])), shape: shape)
        : null;

    // The channels of a map in groups, or groups as channels again, before the height and width that the map had: as maxout and a channel
    // shuffle are written.
    private static AbstractValue? GroupedMap(TensorCall call)
    {
        var shape = call.Numbers;
        if (shape.Count < 4 || !IsLength(shape[shape.Count - 2], 2) || !IsLength(shape[shape.Count - 1], 3) || Layout.FeatureAxis(call.Graph, call.First) is not 1)
            return null;

        var grouped = (TensorValue)call.Reshape(merges: false, shape);
        grouped.Graph.MoveFeatures(grouped.Node, 1);
        return grouped;
    }

    private static bool IsLength(AbstractValue length, int axis) => length is not ConstantValue && length.NameOrText() is { } name
        && (name.EndsWith($".shape[{axis}]", StringComparison.Ordinal) || name.EndsWith($".size({axis})", StringComparison.Ordinal));

    /// <summary>tensor[…]: some of its steps, pixels or features.</summary>
    public static AbstractValue Index(TensorCall call, IReadOnlyList<AbstractValue> indices)
    {
        var value = call.Subject;
        var dots = indices.ToList().FindIndex(index => index is OpaqueValue { Name: var name } && name.EndsWith("Ellipsis", StringComparison.Ordinal));
        long axis = 0;
        for (var i = 0; i < indices.Count; i++)
        {
            var index = indices[i];
            if (i == dots)
                axis = i + 1 - indices.Count;
            else if (index is OpaqueValue { Name: var name } && name.EndsWith("None", StringComparison.Ordinal) || index is ConstantValue { Value: null })
                continue;
            else if (value is not TensorValue tensor)
                return value;
            else if (index is RangeValue { Step: > 1 and var step })
                value = EverySo(call.On(value), axis++, step);
            else if (index is RangeValue range)
                value = IsWhole(range) ? value : Slice(call.On(value), axis++, range.Start, range.End);
            else if (SymbolicNumber.IsNumber(index) || index is FromEndValue)
                value = Select(call, tensor, axis, index is ConstantValue { Value: 0L }, areSteps: indices.Count - 1 > axis || (IsWhole(indices[0]) && Layout.FeatureAxis(call.Graph, call.First) is null));
            else
                value = IsColon(index) ? value : call.On(value).Reshape(merges: false);

            if (IsWhole(index))
                axis++;
        }

        return value;
    }

    private static bool IsWhole(AbstractValue index) => index is RangeValue { IsAll: true } || IsColon(index);

    /// <summary>The axes that indices leave of a shape; null where the code does not tell.</summary>
    public static IReadOnlyList<AbstractValue>? Indexed(IReadOnlyList<AbstractValue> shape, IReadOnlyList<AbstractValue> indices)
    {
        var axes = new List<AbstractValue>();
        var place = 0;
        foreach (var index in indices)
        {
            if (index is OpaqueValue { Name: var name } && name.EndsWith("None", StringComparison.Ordinal) || index is ConstantValue { Value: null })
                axes.Add(ConstantValue.Integer(1));
            else if (place >= shape.Count)
                return null;
            else if (IsColon(index) || index is RangeValue { IsAll: true })
                axes.Add(shape[place++]);
            else if (index is RangeValue { Start: var start, End: var end } && SymbolicNumber.Difference(end is null or ConstantValue { Value: null } ? shape[place] : end, start ?? ConstantValue.Integer(0)) is { } length)
                (axes, place) = ([.. axes, ConstantValue.Of(length)], place + 1);
            else if (SymbolicNumber.IsNumber(index) || index is FromEndValue)
                place++;
            else
                return null;
        }

        return [.. axes, .. shape.Skip(place)];
    }

    private static bool IsColon(AbstractValue index) => index is OpaqueValue { Name: var name } && name.EndsWith("Colon", StringComparison.Ordinal);

    private static AbstractValue Select(TensorCall call, TensorValue tensor, long axis, bool isFirst = false, bool areSteps = false)
    {
        var node = call.Interpreter.NodeOf(tensor, call.Use);
        if (tensor.Shape is { } shape && shape.Count > 0)
        {
            var place = (int)(axis < 0 ? axis + shape.Count : axis);
            if (place >= 0 && place < shape.Count && shape[place] is ConstantValue { Value: long parts and > 0 and <= 64 })
                return call.Emit(new PartNode(call.Path, [node], Parts: Size.Of(parts)), shape: [.. shape.Where((_, i) => i != place)]);
        }

        var path = call.Interpreter.OperationPath("select");
        // The last states of a recurrent layer, by layer and direction: [layers · directions, samples, features].
        if (tensor.Meaning is LastStep && axis == 0)
            return call.Graph[call.Graph[node].Inputs[0]] is RecurrentNode { Bidirectional: true }
                ? call.Emit(new PartNode(path, [node], Parts: Size.Of(2)))
                : tensor;
        // Between two other axes stand the steps, but for maps, whose features do.
        areSteps = areSteps && axis > 0 && Layout.FeatureAxis(call.Graph, node) != 1;
        return axis != 0 && !areSteps && Layout.IsFeatures(call.Graph, node, axis)
            ? call.Emit(new PartNode(path, [node], Features: Size.Of(1)))
            : call.Emit(new SelectNode(path, [node], isFirst && (axis != 0 || IsStepsFirst(call.Graph, node))));
    }

    // What a library's attention gives, or what is added to it: it takes steps first, unless it was told otherwise.
    private static bool IsStepsFirst(GraphBuilder graph, int node)
    {
        while (graph[node] is NormalizationNode or DropoutNode or ActivationNode or LinearNode or AddNode { Inputs.Count: > 0 })
        {
            if (graph[node] is AddNode sum && sum.Inputs.Any(input => graph[input] is AttentionNode))
                return true;
            node = graph[node].Inputs[0];
        }

        return graph[node] is AttentionNode;
    }

    private static AbstractValue Slice(TensorCall call, long axis, AbstractValue? start, AbstractValue? end)
    {
        var length = RangeValue.Length(start, end);
        if (Layout.IsFeatures(call.Graph, call.First, axis))
            return Part(call, call.First, length is > 0 ? Size.Of(length.Value) : Size.Unknown, LengthOf(call, axis), start, end);

        return length == 1 && axis != 0 ? call.Emit(new SelectNode(call.Interpreter.OperationPath("select"), call.FirstInput)) : call.Reshape(merges: false);
    }

    // x[.., ::2]: every second feature, or every second position of an axis.
    private static AbstractValue EverySo(TensorCall call, long axis, long step)
    {
        if (Layout.IsFeatures(call.Graph, call.First, axis))
            return call.Emit(new PartNode(call.Path, call.FirstInput, Parts: Size.Of(step)));
        if (axis == 0)
            return call.Reshape(merges: false);

        var pool = new PoolNode(call.Path, call.FirstInput, PoolKind.Average, Size.Of(1), StrideVolume: Size.Of(step));
        if (call.Graph.ShapeOf(call.First) is { Count: > 2 } shape && axis < shape.Count)
        {
            var shorter = (TensorValue)call.Emit(pool, shape: [.. shape.Select((length, i) => i != axis ? length : length is ConstantValue { Value: > 0L and long whole } ? ConstantValue.Integer(whole / step) : new OpaqueValue(call.Path, null))]);
            shorter.Graph.MoveFeatures(shorter.Node, call.Graph.FeatureAxisOf(call.First));
            return shorter;
        }

        var kept = (TensorValue)call.Emit(pool);
        if (Layout.FeatureAxis(call.Graph, call.First) != 1)
            kept.Graph.NoteLayout(kept.Node, -1);
        return kept;
    }

    private static AbstractValue Part(TensorCall call, int node, Size features, AbstractValue? whole, AbstractValue? start, AbstractValue? end)
    {
        if (features == Size.Unknown && whole is not null && SymbolicNumber.IsNumber(whole))
        {
            var from = start is { } given && SymbolicNumber.IsNumber(given) ? given : ConstantValue.Integer(0);
            var to = end switch
            {
                FromEndValue { Offset: var offset } when SymbolicNumber.IsNumber(offset) => SymbolicNumber.Subtract(whole, offset),
                { } stated when SymbolicNumber.IsNumber(stated) => stated,
                _ => whole,
            };
            features = SymbolicNumber.Difference(to, from) is { } rest and > 0 ? Size.Of(rest) : Size.Unknown;
        }

        // Where the code names no number it takes a half, as rotary embeddings and gates do.
        return call.Emit(new PartNode(call.Path, [node], features, features == Size.Unknown ? Size.Of(2) : Size.Unknown));
    }

    private static AbstractValue? LengthOf(TensorCall call, long axis) => call.Subject is TensorValue tensor ? Layout.Length(tensor, axis) : null;

    private static AbstractValue Split(TensorCall call, double? parts, long along = 0)
    {
        var axis = call.Axis ?? along;
        var sizes = (call.Arguments.First<ListValue>() ?? (call.Arguments.First<TupleValue>() is { } tuple ? new ListValue(tuple.Elements) : null))?.Elements;
        var stated = call.Arguments["size"] ?? call.Arguments["split_size"] ?? call.Arguments["split_size_or_sections"];
        if (sizes is null && parts is null && stated is { } piece)
        {
            // Equal pieces: as many as the width holds, where the code states it; a half of a twofold width, a third of a threefold one.
            var whole = LengthOf(call, axis) ?? (Layout.IsFeatures(call.Graph, call.First, axis) ? LengthOf(call, -1) : null);
            parts = whole is not null && Pieces(whole, piece) is { } count ? count : null;
        }

        var isFeatures = Layout.IsFeatures(call.Graph, call.First, axis);
        if (sizes is not null)
        {
            // Equal sizes are equal shares, also of a head's features rather than of all.
            var areEqual = sizes.Select(size => size.NameOrText() ?? "?").Distinct().Count() == 1;
            return new ListValue(sizes.Select(size => isFeatures && (areEqual ? Size.Unknown : Sizes.Of(size)) is var width
                ? call.Emit(new PartNode(call.Path, call.FirstInput, width, width == Size.Unknown ? Size.Of(sizes.Count) : Size.Unknown))
                : call.Reshape(merges: false)));
        }

        if (parts is null && sizes is null && stated is not null && SymbolicNumber.IsNumber(stated))
            return Several(call, () => call.Emit(isFeatures ? new PartNode(call.Path, call.FirstInput, Sizes.Of(stated)) : new ReshapeNode(call.Path, call.FirstInput), new Chunk(call.First, axis, null)));
        if (parts is not { } number || number is < 1 or > 64)
            return call.Unknown($"'{call.Name}' into parts whose number only a run knows");

        return new ListValue(Enumerable.Range(0, (int)number).Select(_ =>
            call.Emit(isFeatures ? new PartNode(call.Path, call.FirstInput, Parts: Size.Of((long)number)) : new ReshapeNode(call.Path, call.FirstInput), new Chunk(call.First, axis, (int)number))));
    }

    // As many as only a run knows: one stands for all in a loop, and each place has its own.
    private static AbstractValue Several(TensorCall call, Func<AbstractValue> part)
    {
        if (call.Subject is not TensorValue tensor)
            return call.Unknown($"'{call.Name}' into parts whose number only a run knows");

        var group = new RepeatedElements(new RepeatScope(SymbolicNumber.Named($"{tensor.Name}.{call.Name}.Length")), _ => part());
        group.Elements.Add(part());
        return new ListValue([group], call.Interpreter.Scope);
    }

    private static double? Pieces(AbstractValue whole, AbstractValue piece)
    {
        if (whole is ConstantValue { Value: long all } && piece is ConstantValue { Value: long one and > 0 })
            return Math.Ceiling((double)all / one);

        return SymbolicNumber.IsNumber(whole) && SymbolicNumber.IsNumber(piece) && SymbolicNumber.Divide(whole, piece) is ConstantValue { Value: long count } ? count : null;
    }

    private static AbstractValue Unbind(TensorCall call)
    {
        var axis = call.Axis ?? 0;
        var length = LengthOf(call, axis) is ConstantValue { Value: long known and > 0 and <= 64 } ? known : (long?)null;
        return length is { } parts && call.Subject is TensorValue tensor
            ? new ListValue(Enumerable.Range(0, (int)parts).Select(_ => Select(call, tensor, axis)))
            : Several(call, () => Select(call, (TensorValue)call.Subject, axis));
    }

    // Axes in another order; the features go with theirs.
    private static AbstractValue Rearrange(TensorCall call, IReadOnlyList<int>? order)
    {
        if (order is null || call.Subject is not TensorValue { Shape: { } shape })
        {
            var rearranged = call.Reshape(merges: false);
            if (rearranged is TensorValue { Graph: var graph, Node: var node } && Moved(call) is { } axis)
                graph.NoteLayout(node, axis);
            return rearranged;
        }

        var moved = call.Reshape(merges: false, [.. order.Select(axis => shape[axis])]);
        if (moved is TensorValue tensor && shape.Count > 0)
            tensor.Graph.MoveFeatures(tensor.Node, order.ToList().IndexOf(call.Graph.FeatureAxisOf(call.First)));
        return moved;
    }

    // Where the features go when only the axes are named: those of a sequence of vectors, or of the maps of a convolution.
    private static int? Moved(TensorCall call)
    {
        var axes = call.Numbers.Select(Sizes.Number).ToList();
        if (axes.Contains(null) || Layout.FeatureAxis(call.Graph, call.First) is not { } features)
            return null;

        var rank = call.Name == "permute" ? axes.Count : 3;
        var order = Enumerable.Range(0, rank).ToList();
        var named = axes.ConvertAll(axis => (int)(axis < 0 ? axis!.Value + rank : axis!.Value));
        if (named.Exists(axis => axis < 0 || axis >= rank))
            return null;
        if (call.Name == "permute")
            order = named;
        else if (named.Count == 2)
            (order[named[0]], order[named[1]]) = (order[named[1]], order[named[0]]);

        var place = order.IndexOf(features < 0 ? rank + features : features);
        return place < 0 ? null : place == rank - 1 ? -1 : place;
    }

    // The axes of the subject in the order of the result; null where the code does not tell.
    private static IReadOnlyList<int>? Permuted(TensorCall call)
    {
        if (call.Subject is not TensorValue { Shape: { } shape } || call.Numbers.Count != shape.Count)
            return null;

        var order = call.Numbers.Select(number => number is ConstantValue { Value: long axis } ? (int)(axis < 0 ? axis + shape.Count : axis) : -1).ToList();
        return order.OrderBy(axis => axis).SequenceEqual(Enumerable.Range(0, shape.Count)) ? order : null;
    }

    private static IReadOnlyList<int>? Swapped(TensorCall call)
    {
        var axes = call.Numbers.Select(Sizes.Number).ToList();
        if (call.Subject is not TensorValue { Shape: { } shape } || axes.Count != 2 || axes[0] is not { } one || axes[1] is not { } other)
            return null;

        var (first, second) = ((int)(one < 0 ? one + shape.Count : one), (int)(other < 0 ? other + shape.Count : other));
        if (Math.Min(first, second) < 0 || Math.Max(first, second) >= shape.Count)
            return null;

        var order = Enumerable.Range(0, shape.Count).ToList();
        (order[first], order[second]) = (order[second], order[first]);
        return order;
    }
}
