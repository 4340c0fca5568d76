using GradGuard.Signal;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Arithmetic on tensors that do not come from the model's input: their moments, as far as the code tells them.</summary>
internal static class DataArithmetic
{
    public static AbstractValue Combine(BinaryOperatorKind kind, AbstractValue left, AbstractValue right) =>
        CausalMasks.From([left, right], "", Computed(kind, left, right));

    private static DataTensor Computed(BinaryOperatorKind kind, AbstractValue left, AbstractValue right)
    {
        // Data times or over a number keeps its moments; of other data from data nothing is known.
        // Of two tensors one whose elements are all alike acts as a number.
        var (data, other) = left is DataTensor first && !(first.Constant is not null && right is DataTensor) ? (first, right) : right is DataTensor second ? (second, left) : ((DataTensor)left, right);
        var isMask = data.IsMask || other is DataTensor { IsMask: true };
        var number = Sizes.Number(other) ?? (other as DataTensor)?.Constant;
        if (data.Constant is { } known && number is { } compared && Numbers.Compare(kind is BinaryOperatorKind.NotEquals ? BinaryOperatorKind.Equals : kind, ConstantValue.Of(ReferenceEquals(data, left) ? known : compared), ConstantValue.Of(ReferenceEquals(data, left) ? compared : known)) is { Value: bool holds }
            && kind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals or BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual)
            return Constant(data, holds == (kind != BinaryOperatorKind.NotEquals) ? 1 : 0);

        return kind switch
        {
            BinaryOperatorKind.Multiply when number is { } factor => data.Scaled(factor),
            BinaryOperatorKind.Divide when number is { } divisor and not 0 && ReferenceEquals(data, left) => data.Scaled(1 / divisor),
            BinaryOperatorKind.Add when number is { } term && data.Constant is { } constant => Constant(data, constant + term),
            BinaryOperatorKind.Subtract when number is { } term && data.Constant is { } constant => Constant(data, ReferenceEquals(data, left) ? constant - term : term - constant),
            BinaryOperatorKind.Add or BinaryOperatorKind.Subtract or BinaryOperatorKind.Multiply or BinaryOperatorKind.Divide =>
                new DataTensor(data.Name, shape: data.Shape, isMask: isMask),
            _ => new DataTensor("comparison", isMask: true),
        };
    }

    /// <summary>A layer's parameter as the data it starts with.</summary>
    public static AbstractValue AsData(AbstractValue value) => value is ParameterValue parameter
        ? new DataTensor(parameter.Name ?? "parameter", SecondMoment(parameter.Draw, parameter.Shape), parameter.Draw, parameter.Shape) { IsLearned = true, Path = parameter.Owner.Path }
        : value;

    /// <summary>The mean square of what is drawn, by the fans of a matrix [out, in] where the draw looks at them; null where the code does not tell.</summary>
    public static double? SecondMoment(ParameterDraw? draw, IReadOnlyList<AbstractValue>? shape) => draw?.Weight switch
    {
        null or { IsKnown: false } => null,
        { Kind: InitializerKind.Normal or InitializerKind.Uniform or InitializerKind.Constant } weight => weight.SecondMoment(1, 1),
        var weight => shape is { Count: 2 } && Sizes.Of(shape[1]).Value is { } fanIn && Sizes.Of(shape[0]).Value is { } fanOut ? weight.SecondMoment(fanIn, fanOut) : null,
    };

    public static DataTensor Scaled(this DataTensor data, double factor) => new(
        data.Name,
        data.SecondMoment * factor * factor,
        data.Constant is { } constant ? ParameterDraw.Constant(constant * factor)
            : data.Draw is { } draw ? new ParameterDraw(draw.Weight.Scaled(factor), BiasInitializer.Unknown)
            : null,
        data.Shape,
        data.IsMask)
    {
        IsLearned = data.IsLearned,
        Path = data.Path,
        Multiplier = data.Multiplier * factor,
    };

    /// <summary>The same data as something that a model learns.</summary>
    public static DataTensor Learned(DataTensor data) => new(data.Name, data.SecondMoment, data.Draw, data.Shape, data.IsMask) { IsLearned = true };

    public static DataTensor Constant(DataTensor data, double value) => new(data.Name, value * value, ParameterDraw.Constant(value), data.Shape, data.IsMask) { Path = data.Path };
}
