using GradGuard.Signal;

namespace GradGuard.Analyzers.Tracing;

/// <summary>
/// Functions of each element that are no activations by themselves: a logarithm is not defined everywhere, a sine hyperbolic bounds
/// nothing, a step has no slope. One may be part of an activation, such as a softplus that is written out.
/// </summary>
internal static class ElementwiseFunctions
{
    private static readonly double RootOfPi = Math.Sqrt(Math.PI);

    // By the names of torch, of which each "arctan" is an "atan" as well.
    private static readonly Dictionary<string, (Func<double, double> Value, Func<double, double> Slope)> ByName = new()
    {
        ["log"] = (Math.Log, z => 1 / z),
        ["log2"] = (z => Math.Log(z, 2), z => 1 / (z * Math.Log(2))),
        ["log10"] = (Math.Log10, z => 1 / (z * Math.Log(10))),
        ["log1p"] = (z => Math.Log(1 + z), z => 1 / (1 + z)),
        ["exp2"] = (z => Math.Pow(2, z), z => Math.Log(2) * Math.Pow(2, z)),
        ["expm1"] = (z => Math.Exp(z) - 1, Math.Exp),
        ["logit"] = (z => Math.Log(z / (1 - z)), z => 1 / (z * (1 - z))),
        ["entr"] = (z => z == 0 ? 0 : -z * Math.Log(z), z => -Math.Log(z) - 1),
        ["sinh"] = (Math.Sinh, Math.Cosh),
        ["cosh"] = (Math.Cosh, Math.Sinh),
        ["asin"] = (Math.Asin, z => 1 / Math.Sqrt(1 - (z * z))),
        ["acos"] = (Math.Acos, z => -1 / Math.Sqrt(1 - (z * z))),
        ["atan"] = (Math.Atan, z => 1 / (1 + (z * z))),
        ["asinh"] = (z => Math.Sign(z) * Math.Log(Math.Abs(z) + Math.Sqrt((z * z) + 1)), z => 1 / Math.Sqrt((z * z) + 1)),
        ["acosh"] = (z => Math.Log(z + Math.Sqrt((z * z) - 1)), z => 1 / Math.Sqrt((z * z) - 1)),
        ["atanh"] = (z => Math.Log((1 + z) / (1 - z)) / 2, z => 1 / (1 - (z * z))),
        ["sinc"] = (z => z == 0 ? 1 : Math.Sin(Math.PI * z) / (Math.PI * z), z => z == 0 ? 0 : ((Math.PI * z * Math.Cos(Math.PI * z)) - Math.Sin(Math.PI * z)) / (Math.PI * z * z)),
        ["erfc"] = (z => 1 - Erf(z), z => -2 / RootOfPi * Math.Exp(-z * z)),
        ["ndtr"] = (z => (1 + Erf(z / Math.Sqrt(2))) / 2, z => Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI)),
        ["frac"] = (z => z - Math.Truncate(z), _ => 1),
        ["deg2rad"] = (z => z * Math.PI / 180, _ => Math.PI / 180),
        ["rad2deg"] = (z => z * 180 / Math.PI, _ => 180 / Math.PI),
        // Constant between their jumps: nothing in front of them learns.
        ["sign"] = (Sign, _ => 0),
        ["sgn"] = (Sign, _ => 0),
        ["round"] = (Math.Round, _ => 0),
        ["floor"] = (Math.Floor, _ => 0),
        ["ceil"] = (Math.Ceiling, _ => 0),
        ["trunc"] = (Math.Truncate, _ => 0),
        ["fix"] = (Math.Truncate, _ => 0),
    };

    private static readonly string[] WithArc = ["sin", "cos", "tan", "sinh", "cosh", "tanh"];

    public static void AddTo(Dictionary<string, Func<TensorCall, AbstractValue>> table)
    {
        foreach (var (name, function) in ByName.Select(pair => (pair.Key, pair.Value)))
            table[name] = call => Of(call, char.ToUpperInvariant(name[0]) + name.Substring(1), function.Value, function.Slope);
        foreach (var name in WithArc)
            table["arc" + name] = table["a" + name];
        foreach (var name in new[] { "remainder", "fmod" })
            table[name] = Remainder;
    }

    /// <summary>The value of a function by its name; null where it is none of these.</summary>
    public static Func<double, double>? ValueOf(string name) => ByName.TryGetValue(name, out var function) ? function.Value : null;

    /// <summary>A function of each element of the subject: an activation together with what made the subject, where it is finite wherever signals lie.</summary>
    public static AbstractValue Of(TensorCall call, string name, Func<double, double> value, Func<double, double> slope)
    {
        var function = Recognition.ElementwiseOf(call.Graph, call.First).Then(name, value, slope);
        return Recognition.Activation(function) is { } activation
            ? call.Emit(new ActivationNode(call.Path, [function.Source], activation), function)
            : PositiveValues.IsPositive(call.Graph, call.First)
            ? call.Emit(new PositiveNode(call.Path, call.FirstInput, ActivationFunction.Custom(name, value, slope, double.PositiveInfinity)), function)
            : call.Pending(function);
    }

    // What a number leaves over grows with the slope of the identity.
    private static AbstractValue Remainder(TensorCall call) => call.Arguments.Values.Select(Sizes.Number).FirstOrDefault(number => number is not null) is { } divisor and not 0
        ? Of(call, FormattableString.Invariant($"{call.PlainName}({divisor})"), call.PlainName == "fmod" ? z => z % divisor : z => z - (divisor * Math.Floor(z / divisor)), _ => 1)
        : call.Unknown($"'{call.Name}'");

    private static double Sign(double z) => Math.Sign(z);

    private static double Erf(double z) => KnownActivations.Find("erf", Arguments.None)!.Value(z);
}
