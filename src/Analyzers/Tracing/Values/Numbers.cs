using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Arithmetic on constants and on numbers that only have a name.</summary>
internal static class Numbers
{
    public static AbstractValue Combine(BinaryOperatorKind kind, AbstractValue left, AbstractValue right, ITypeSymbol? type)
    {
        if (left is ConstantValue { Value: var one } && right is ConstantValue { Value: var other })
            return Constants(kind, one, other, type);

        if (SymbolicNumber.IsNumber(left) && SymbolicNumber.IsNumber(right))
            switch (kind)
            {
                case BinaryOperatorKind.Add:
                    return SymbolicNumber.Add(left, right);
                case BinaryOperatorKind.Subtract:
                    return SymbolicNumber.Subtract(left, right);
                case BinaryOperatorKind.Multiply:
                    return SymbolicNumber.Multiply(left, right);
                case BinaryOperatorKind.Divide:
                    return SymbolicNumber.Divide(left, right);
                case BinaryOperatorKind.Remainder:
                    return SymbolicNumber.Named($"({left.NameOrText()} % {right.NameOrText()})");
            }

        return left.NameOrText() is { } first && right.NameOrText() is { } second
            ? new OpaqueValue($"({first} {kind} {second})", type)
            : new UnknownValue("a number that only a run knows");
    }

    public static ConstantValue? Compare(BinaryOperatorKind kind, AbstractValue left, AbstractValue right)
    {
        var (one, other) = (((ConstantValue)left).Value, ((ConstantValue)right).Value);
        if (kind == BinaryOperatorKind.Equals)
            return ConstantValue.Of(one is double or long && other is double or long ? ToDouble(one) == ToDouble(other) : Equals(one, other));
        if (one is not (double or long or char) || other is not (double or long or char))
            return null;

        var order = ToDouble(one).CompareTo(ToDouble(other));
        return ConstantValue.Of(kind switch
        {
            BinaryOperatorKind.LessThan => order < 0,
            BinaryOperatorKind.LessThanOrEqual => order <= 0,
            BinaryOperatorKind.GreaterThan => order > 0,
            _ => order >= 0,
        });
    }

    public static AbstractValue Convert(ConstantValue value, ITypeSymbol? type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
            type = nullable.TypeArguments[0];

        return (value.Value, type?.SpecialType) switch
        {
            (long whole, SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_Decimal) => ConstantValue.Of((double)whole),
            (double fraction, >= SpecialType.System_SByte and <= SpecialType.System_UInt64) when Math.Abs(fraction) < long.MaxValue => ConstantValue.Integer((long)fraction),
            (char letter, >= SpecialType.System_SByte and <= SpecialType.System_UInt64) => ConstantValue.Integer(letter),
            (double code and >= 0 and <= char.MaxValue, SpecialType.System_Char) => ConstantValue.Of((char)code),
            (long code and >= 0 and <= char.MaxValue, SpecialType.System_Char) => ConstantValue.Of((char)code),
            _ => value,
        };
    }

    public static bool IsOfType(AbstractValue value, ITypeSymbol? type) => ((ConstantValue)value).Value switch
    {
        bool => type?.SpecialType is SpecialType.System_Boolean or SpecialType.System_Object,
        string => type?.SpecialType is SpecialType.System_String or SpecialType.System_Object,
        long => type?.SpecialType is (>= SpecialType.System_SByte and <= SpecialType.System_UInt64) or SpecialType.System_Object,
        double => type?.SpecialType is SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_Object,
        _ => false,
    };

    private static AbstractValue Constants(BinaryOperatorKind kind, object? left, object? right, ITypeSymbol? type)
    {
        if (kind == BinaryOperatorKind.Add && (left is string || right is string))
            return ConstantValue.Of(string.Concat(ConstantValue.Of(left), ConstantValue.Of(right)));
        if (left is bool one && right is bool other)
            return kind switch
            {
                BinaryOperatorKind.And => ConstantValue.Of(one & other),
                BinaryOperatorKind.Or => ConstantValue.Of(one | other),
                BinaryOperatorKind.ExclusiveOr => ConstantValue.Of(one ^ other),
                _ => new UnknownValue("a condition"),
            };
        if (left is long whole && right is long divisor && type?.SpecialType is not (SpecialType.System_Single or SpecialType.System_Double))
            return Whole(kind, whole, divisor);

        return left is long or double or char && right is long or double or char
            ? Fraction(kind, ToDouble(left), ToDouble(right))
            : new UnknownValue("an operation on constants");
    }

    private static AbstractValue Whole(BinaryOperatorKind kind, long left, long right) => kind switch
    {
        BinaryOperatorKind.Add => ConstantValue.Of(unchecked(left + right)),
        BinaryOperatorKind.Subtract => ConstantValue.Of(unchecked(left - right)),
        BinaryOperatorKind.Multiply => ConstantValue.Of(unchecked(left * right)),
        // long.MinValue / -1 has no answer.
        BinaryOperatorKind.Divide or BinaryOperatorKind.Remainder when right is 0 or -1 && (right == 0 || left == long.MinValue) => new UnknownValue("a division by zero"),
        BinaryOperatorKind.Divide => ConstantValue.Of(left / right),
        BinaryOperatorKind.Remainder => ConstantValue.Of(left % right),
        BinaryOperatorKind.LeftShift => ConstantValue.Of(left << (int)right),
        BinaryOperatorKind.RightShift => ConstantValue.Of(left >> (int)right),
        BinaryOperatorKind.And => ConstantValue.Of(left & right),
        BinaryOperatorKind.Or => ConstantValue.Of(left | right),
        BinaryOperatorKind.ExclusiveOr => ConstantValue.Of(left ^ right),
        _ => new UnknownValue("an operation on whole numbers"),
    };

    private static AbstractValue Fraction(BinaryOperatorKind kind, double left, double right) => kind switch
    {
        BinaryOperatorKind.Add => ConstantValue.Of(left + right),
        BinaryOperatorKind.Subtract => ConstantValue.Of(left - right),
        BinaryOperatorKind.Multiply => ConstantValue.Of(left * right),
        BinaryOperatorKind.Divide => ConstantValue.Of(left / right),
        BinaryOperatorKind.Remainder => ConstantValue.Of(left % right),
        _ => new UnknownValue("an operation on fractions"),
    };

    private static double ToDouble(object? value) => value is char letter ? letter : System.Convert.ToDouble(value, CultureInfo.InvariantCulture);
}
