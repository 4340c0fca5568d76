using GradGuard.Signal;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Data put together: the kernels of several gates as one, a bias of zeros and ones.</summary>
/// <param name="Parts">The parts, which may be parameters of a model.</param>
/// <param name="Axis">The axis along which they stand, from the first.</param>
internal sealed record JoinedData(IReadOnlyList<AbstractValue> Parts, int Axis)
{
    /// <summary>What cat or stack makes of tensors that do not come from the model's input.</summary>
    public static DataTensor Of(TensorCall call)
    {
        List<AbstractValue> listed = [.. call.Arguments.Values.OfType<ListValue>().SelectMany(list => list.Elements)];
        var parts = listed.ConvertAll(DataArithmetic.AsData).OfType<DataTensor>().ToList();
        var isMask = parts.Count > 0 && parts.TrueForAll(part => part.IsMask);
        var name = parts.Count > 0 && parts.TrueForAll(part => part.SecondMoment == parts[0].SecondMoment) ? parts[0].Name : call.Name;
        if (parts.Count == 0 || parts.Count != listed.Count)
            return new DataTensor(name, isMask: isMask);

        var learned = parts.Find(part => part.IsLearned);
        var (axis, shape) = Shape(call, parts);
        var moment = Mean(parts, part => part.SecondMoment);
        return new(learned?.Name ?? name, moment, isMask ? null : Draw(parts, moment), shape, isMask)
        {
            IsLearned = learned is not null,
            Path = learned?.Path,
            Mean = Mean(parts, part => part.Mean),
            AreAngles = parts.TrueForAll(part => part.AreAngles),
            IsNoise = parts.Exists(part => part.IsNoise),
            Joined = learned is not null && axis is { } along && call.PlainName != "stack" ? new(listed, along) : null,
        };
    }

    // Each part counts by its size, where they differ.
    private static double? Mean(List<DataTensor> parts, Func<DataTensor, double?> moment)
    {
        var moments = parts.ConvertAll(part => moment(part));
        if (moments.TrueForAll(one => one == moments[0]))
            return moments[0];

        var sizes = parts.ConvertAll(part => part.Shape is { } shape ? Sizes.Number(DataShapes.Count(shape)) : null);
        return moments.Contains(null) || sizes.Contains(null) || sizes.Sum() is not > 0 ? null : moments.Zip(sizes, (one, size) => one * size).Sum() / sizes.Sum();
    }

    private static ParameterDraw? Draw(List<DataTensor> parts, double? moment) =>
        parts.TrueForAll(part => part.Draw is { Weight.Kind: InitializerKind.Normal or InitializerKind.Uniform } draw && draw.Equals(parts[0].Draw)) ? parts[0].Draw
        : moment is { } square && square > 0 && parts.TrueForAll(part => part.Draw is not null) ? new(WeightInitializer.Normal(Math.Sqrt(square)), BiasInitializer.Normal(Math.Sqrt(square)))
        : null;

    private static (int? Axis, IReadOnlyList<AbstractValue>? Shape) Shape(TensorCall call, List<DataTensor> parts)
    {
        if (parts[0].Shape is not { } first || parts.Exists(part => part.Shape?.Count != first.Count))
            return (null, null);

        var isStack = call.PlainName == "stack";
        var axis = (int)(call.Axis ?? 0);
        axis = axis < 0 ? axis + first.Count + (isStack ? 1 : 0) : axis;
        if (axis < 0 || axis >= first.Count + (isStack ? 1 : 0))
            return (null, null);
        if (isStack)
            return (axis, [.. first.Take(axis), ConstantValue.Integer(parts.Count), .. first.Skip(axis)]);

        var lengths = parts.ConvertAll(part => part.Shape![axis]);
        return lengths.TrueForAll(SymbolicNumber.IsNumber)
            ? (axis, [.. first.Take(axis), lengths.Aggregate(SymbolicNumber.Add), .. first.Skip(axis + 1)])
            : (axis, null);
    }
}
