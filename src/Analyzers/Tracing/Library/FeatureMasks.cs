using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Masks whose zeros and ones the code says one by one, as those of coupling layers: arange(n) % 2 == 0, zeros with a part set to one.</summary>
internal static class FeatureMasks
{
    /// <summary>Whether a number stands in a relation to each of the listed ones; null for any other operation or data.</summary>
    public static DataTensor? Compared(BinaryOperatorKind kind, DataTensor data, double number, bool isDataFirst)
    {
        Func<double, double, bool>? relation = kind switch
        {
            BinaryOperatorKind.Equals => (a, b) => a == b,
            BinaryOperatorKind.NotEquals => (a, b) => a != b,
            BinaryOperatorKind.LessThan => (a, b) => a < b,
            BinaryOperatorKind.LessThanOrEqual => (a, b) => a <= b,
            BinaryOperatorKind.GreaterThan => (a, b) => a > b,
            BinaryOperatorKind.GreaterThanOrEqual => (a, b) => a >= b,
            _ => null,
        };
        if (kind == BinaryOperatorKind.Equals && data.ChosenAmong is { } count)
            return Drawn(data.Name, 1 / count);

        return relation is not null && data is { Elements: { } elements, IsLearned: false }
            ? DataArithmetic.Of(data, [.. elements.Select(element => relation(isDataFirst ? element : number, isDataFirst ? number : element) ? 1.0 : 0.0)])
            : null;
    }

    /// <summary>A mask that lets a share of the elements through, others for each sample and position.</summary>
    private static DataTensor Drawn(string name, double share) => new(name, share, isMask: true) { Mean = share, IsNoise = true };

    /// <summary>A comparison, remainder, negation or conversion of listed numbers; null for any other operation or data.</summary>
    public static AbstractValue? Of(DataTensor data, string name, Arguments arguments)
    {
        if (data.ChosenAmong is not null && name == "eq" && arguments.Values.FirstOrDefault(SymbolicNumber.IsNumber) is not null)
            return Compared(BinaryOperatorKind.Equals, data, 0, isDataFirst: true);
        if (data.Elements is not { } elements)
            return null;

        var kind = name switch
        {
            "eq" => BinaryOperatorKind.Equals,
            "ne" => BinaryOperatorKind.NotEquals,
            "lt" or "less" => BinaryOperatorKind.LessThan,
            "le" or "less_equal" => BinaryOperatorKind.LessThanOrEqual,
            "gt" or "greater" => BinaryOperatorKind.GreaterThan,
            "ge" or "greater_equal" => BinaryOperatorKind.GreaterThanOrEqual,
            "remainder" or "fmod" => BinaryOperatorKind.Remainder,
            _ => BinaryOperatorKind.None,
        };
        if (kind != BinaryOperatorKind.None)
            return arguments.Values.FirstOrDefault(value => Sizes.Number(value) is not null) is { } number ? DataArithmetic.Combine(kind, data, number) : null;

        return name switch
        {
            "logical_not" or "bitwise_not" => Negated(data),
            "bool" when elements.All(IsTruth) => data,
            "int" or "long" when elements.All(element => element == Math.Floor(element)) => data,
            _ => null,
        };
    }

    /// <summary>Zeros for ones and ones for zeros; null where it holds other numbers, or none that the code says.</summary>
    public static DataTensor? Negated(DataTensor data) =>
        data.Elements is { } elements && elements.All(IsTruth) ? DataArithmetic.Of(data, [.. elements.Select(element => 1 - element)]) : null;

    /// <summary>A vector of listed numbers, or of one number, some of which are set to another; null where the code does not say which.</summary>
    public static DataTensor? Overwritten(DataTensor data, IReadOnlyList<AbstractValue> indices, AbstractValue value)
    {
        if (indices.Count != 1 || data is not { IsLearned: false, IsMask: false, Shape: { Count: 1 } shape } || (Sizes.Number(value) ?? (value as DataTensor)?.Constant) is not { } number
            || shape[0] is not ConstantValue { Value: > 0L and <= DataArithmetic.MostElements and long length } || (data.Elements ?? (data.Constant is { } all ? [.. Enumerable.Repeat(all, (int)length)] : null)) is not { } elements || elements.Count != length)
            return null;

        var (start, end) = indices[0] switch
        {
            RangeValue range => (Place(range.Start, 0), Place(range.End, length)),
            var one => (Place(one, null), Place(one, null) + 1),
        };
        return start is { } from && end is { } to ? DataArithmetic.Of(data, [.. elements.Select((element, place) => place >= from && place < to ? number : element)]) : null;

        long? Place(AbstractValue? index, long? open) => index switch
        {
            null or ConstantValue { Value: null } => open,
            ConstantValue { Value: long place } => place < 0 ? place + length : place,
            FromEndValue { Offset: ConstantValue { Value: long back } } => length - back,
            _ => null,
        };
    }

    private static bool IsTruth(double element) => element is 0 or 1;
}
