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

        if (Sampled(kind, left, right) is { } sample)
            return new DataTensor(data.Name, shape: data.Shape) { Sample = sample, IsLearned = data.IsLearned, Path = data.Path };

        return kind switch
        {
            BinaryOperatorKind.Multiply when number is { } factor => data.Scaled(factor),
            BinaryOperatorKind.Divide when number is { } divisor and not 0 && ReferenceEquals(data, left) => data.Scaled(1 / divisor),
            BinaryOperatorKind.Add when number is { } term && data.Constant is { } constant => Constant(data, constant + term),
            BinaryOperatorKind.Subtract when number is { } term && data.Constant is { } constant => Constant(data, ReferenceEquals(data, left) ? constant - term : term - constant),
            BinaryOperatorKind.Add or BinaryOperatorKind.Subtract when left is DataTensor one && right is DataTensor two => Sum(one, two, isMask),
            BinaryOperatorKind.Multiply when left is DataTensor one && right is DataTensor two => Product(one, two, isMask),
            BinaryOperatorKind.Add or BinaryOperatorKind.Subtract or BinaryOperatorKind.Multiply or BinaryOperatorKind.Divide =>
                new DataTensor(data.Name, shape: data.Shape, isMask: isMask),
            _ => new DataTensor("comparison", isMask: true),
        };
    }

    private static NumberSample? Sampled(BinaryOperatorKind kind, AbstractValue left, AbstractValue right)
    {
        Func<double, double, double>? operation = kind switch
        {
            BinaryOperatorKind.Add => (a, b) => a + b,
            BinaryOperatorKind.Subtract => (a, b) => a - b,
            BinaryOperatorKind.Multiply => (a, b) => a * b,
            BinaryOperatorKind.Divide => (a, b) => a / b,
            _ => null,
        };
        return operation is null ? null : ((left as DataTensor)?.Sample, (right as DataTensor)?.Sample, NumberOf(left), NumberOf(right)) switch
        {
            ({ } one, { } two, _, _) => one.With(two, operation),
            ({ } one, null, _, { } number) => one.Map(a => operation(a, number)),
            (null, { } two, { } number, _) => two.Map(b => operation(number, b)),
            _ => null,
        };

        static double? NumberOf(AbstractValue value) => Sizes.Number(value) ?? (value as DataTensor)?.Constant;
    }

    // Weights made of several, such as a mean and noise times a learned width: what is drawn independently adds its mean squares. The first
    // that the model learns stands for the sum.
    private static DataTensor Sum(DataTensor one, DataTensor two, bool isMask)
    {
        var moment = one.SecondMoment + two.SecondMoment;
        var learned = one.IsLearned ? one : two;
        return new(learned.Name, moment, Drawn(moment, one, two), one.Shape ?? two.Shape, isMask) { IsLearned = learned.IsLearned, Path = learned.Path, Multiplier = learned.Multiplier };
    }

    private static DataTensor Product(DataTensor one, DataTensor two, bool isMask)
    {
        var moment = one.SecondMoment * two.SecondMoment;
        var learned = one.IsLearned ? one : two;
        return new(learned.Name, moment, Drawn(moment, one, two), one.Shape ?? two.Shape, isMask) { IsLearned = learned.IsLearned, Path = learned.Path };
    }

    // Of zero mean, where one of two factors or both terms are.
    private static ParameterDraw? Drawn(double? moment, DataTensor one, DataTensor two) => moment is { } square && one.Draw is not null && two.Draw is not null
        ? new ParameterDraw(WeightInitializer.Normal(Math.Sqrt(square)), BiasInitializer.Normal(Math.Sqrt(square)))
        : null;

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
        Sample = data.Sample?.Map(number => number * factor),
    };

    /// <summary>The same data as something that a model learns.</summary>
    public static DataTensor Learned(DataTensor data) => new(data.Name, data.SecondMoment, data.Draw, data.Shape, data.IsMask) { IsLearned = true, Sample = data.Sample };

    public static DataTensor Constant(DataTensor data, double value) => new(data.Name, value * value, ParameterDraw.Constant(value), data.Shape, data.IsMask) { Path = data.Path };
}
