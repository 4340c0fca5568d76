using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tracing;

/// <summary>System.Math on constants.</summary>
internal static class Mathematics
{
    public static AbstractValue? Call(IMethodSymbol method, AbstractValue? receiver, Arguments arguments)
    {
        if (receiver is ConstantValue && method.Name == "ToString")
            return arguments[0] is ConstantValue { Value: string } format ? KnownText.Format(receiver, format) : ConstantValue.Of(receiver.ToString());
        if (method is { Name: "GreatestCommonDivisor", ContainingType.Name: "BigInteger" } && arguments.Count == 2)
            return GreatestCommonDivisor(arguments[0]!, arguments[1]!);
        if (method.ContainingType.Name is not ("Math" or "MathF"))
            return null;

        var numbers = arguments.Values.Select(Sizes.Number).ToList();
        if (numbers.Count == 0 || numbers.Contains(null))
            return Symbolic(method, arguments);

        var (one, two) = (numbers[0]!.Value, numbers.Count > 1 ? numbers[1]!.Value : 0);
        double? result = method.Name switch
        {
            "Sqrt" => Math.Sqrt(one),
            "Pow" => Math.Pow(one, two),
            "Max" => Math.Max(one, two),
            "Min" => Math.Min(one, two),
            "Abs" => Math.Abs(one),
            "Exp" => Math.Exp(one),
            "Sin" => Math.Sin(one),
            "Cos" => Math.Cos(one),
            "Tan" => Math.Tan(one),
            "Asin" => Math.Asin(one),
            "Acos" => Math.Acos(one),
            "Atan" => Math.Atan(one),
            "Atan2" => Math.Atan2(one, two),
            "Sinh" => Math.Sinh(one),
            "Cosh" => Math.Cosh(one),
            "Tanh" => Math.Tanh(one),
            "Cbrt" => Math.Sign(one) * Math.Pow(Math.Abs(one), 1.0 / 3),
            "Sign" => Math.Sign(one),
            "Log" => numbers.Count == 1 ? Math.Log(one) : Math.Log(one, two),
            "Log10" => Math.Log10(one),
            "Log2" => Math.Log(one, 2),
            "Floor" => Math.Floor(one),
            "Ceiling" => Math.Ceiling(one),
            "Round" when numbers.Count == 1 => Math.Round(one),
            "Truncate" => Math.Truncate(one),
            "Clamp" when numbers.Count == 3 => Math.Max(two, Math.Min(one, numbers[2]!.Value)),
            _ => null,
        };
        return result is { } value ? Numbers.Convert(ConstantValue.Of(value), method.ReturnType) : null;
    }

    // As many groups as both channel counts allow: all of them, where the counts are the same.
    private static AbstractValue? GreatestCommonDivisor(AbstractValue one, AbstractValue other) => (one, other) switch
    {
        (ConstantValue { Value: long a }, ConstantValue { Value: long b }) => ConstantValue.Integer((long)System.Numerics.BigInteger.GreatestCommonDivisor(a, b)),
        _ => SymbolicNumber.IsNumber(one) && SymbolicNumber.IsNumber(other) && SymbolicNumber.Difference(one, other) == 0 ? one : null,
    };

    // A number that only a run knows keeps a name, by which equal ones are seen to be equal.
    private static AbstractValue? Symbolic(IMethodSymbol method, Arguments arguments)
    {
        var names = arguments.Values.Select(value => value.NameOrText()).ToList();
        if (names.Contains(null) || names.Count == 0)
            return null;

        var name = $"{method.Name}({string.Join(", ", names)})";
        return method.ReturnType.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_UInt64 ? SymbolicNumber.Named(name) : new OpaqueValue(name, method.ReturnType);
    }
}
