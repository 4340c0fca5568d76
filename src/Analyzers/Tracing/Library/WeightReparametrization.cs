namespace GradGuard.Analyzers.Tracing;

/// <summary>
/// Weights over their length, such as g v / |v| (Salimans and Kingma 2016): before training the length is a number, as it sums many squares.
/// Its own gradient takes out of the weight's the part along the weight, one direction of many.
/// </summary>
internal static class WeightReparametrization
{
    /// <summary>The length of a tensor, or of its vectors along an axis; a tensor of which nothing is known where the code does not tell.</summary>
    public static DataTensor Norm(DataTensor tensor, Arguments arguments) =>
        arguments.Number("p") is null or 2 && Length(tensor, arguments["dim"] ?? arguments["dims"] ?? arguments["dimension"]) is { } length
            ? new DataTensor(tensor.Name, length * length, ParameterDraw.Constant(length))
            : new DataTensor(tensor.Name);

    /// <summary>A tensor whose vectors along an axis have length 1.</summary>
    public static DataTensor Normalized(DataTensor tensor, Arguments arguments) =>
        arguments.Number("p") is null or 2 && Length(tensor, arguments["dim"] ?? ConstantValue.Integer(1)) is { } length and > 0
            ? tensor.Scaled(1 / length)
            : new DataTensor(tensor.Name, shape: tensor.Shape);

    /// <summary>A tensor whose vectors along one axis have length 1.</summary>
    public static DataTensor Normalized(DataTensor tensor, long axis) =>
        Length(tensor, ConstantValue.Of(axis)) is { } length and > 0 ? tensor.Scaled(1 / length) : new DataTensor(tensor.Name, shape: tensor.Shape);
    private static double? Length(DataTensor tensor, AbstractValue? axis)
    {
        if (tensor is not { SecondMoment: { } square, Shape: { Count: > 0 } shape })
            return null;

        var axes = axis switch
        {
            null or ConstantValue { Value: null } => shape,
            ListValue { HasKnownLength: true } list => [.. list.Elements.Select(Axis).OfType<AbstractValue>()],
            _ => Axis(axis) is { } one ? [one] : [],
        };
        return axes.Count > 0 && Sizes.Product(axes).Value is { } count ? Math.Sqrt(count * square) : null;

        AbstractValue? Axis(AbstractValue place) => place is ConstantValue { Value: long number } && (number < 0 ? number + shape.Count : number) is >= 0 and var at && at < shape.Count ? shape[(int)at] : null;
    }
}
