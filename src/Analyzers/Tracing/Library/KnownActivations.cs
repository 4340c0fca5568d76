using GradGuard.Signal;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Activations by name. Module, function and tensor method differ in capitals and underscores only, so one table serves all three.</summary>
internal static class KnownActivations
{
    private static readonly Dictionary<string, Func<Arguments, ActivationFunction?>> ByName = new(new AnySpelling())
    {
        ["sigmoid"] = _ => ActivationFunction.Sigmoid,
        ["expit"] = _ => ActivationFunction.Sigmoid,
        ["tanh"] = _ => ActivationFunction.Tanh,
        ["softsign"] = _ => ActivationFunction.Softsign,
        ["hardsigmoid"] = _ => ActivationFunction.Hardsigmoid,
        ["logsigmoid"] = _ => ActivationFunction.LogSigmoid,
        ["hardtanh"] = arguments => Two(arguments, ["min_val", "min"], -1, ["max_val", "max"], 1, ActivationFunction.Hardtanh),
        ["clamp"] = Clamp,
        ["clip"] = Clamp,
        ["clampmin"] = Clamp,
        ["clampmax"] = Clamp,
        ["relu"] = _ => ActivationFunction.ReLU,
        ["relu6"] = _ => ActivationFunction.ReLU6,
        ["leakyrelu"] = arguments => One(arguments, ["negative_slope"], 0.01, ActivationFunction.LeakyReLU),
        ["prelu"] = arguments => One(arguments, ["init"], 0.25, ActivationFunction.PReLU),
        ["rrelu"] = arguments => Two(arguments, ["lower"], 1.0 / 8, ["upper"], 1.0 / 3, ActivationFunction.RReLU),
        ["threshold"] = arguments => Two(arguments, ["threshold"], 0, ["value"], 0, ActivationFunction.Threshold),
        ["softshrink"] = arguments => One(arguments, ["lambda"], 0.5, ActivationFunction.Softshrink),
        ["hardshrink"] = arguments => One(arguments, ["lambda"], 0.5, ActivationFunction.Hardshrink),
        ["selu"] = _ => ActivationFunction.SELU,
        ["gelu"] = arguments => arguments.Number("approximate") == 1 ? ActivationFunction.GELUTanh : ActivationFunction.GELU,
        ["silu"] = _ => ActivationFunction.SiLU,
        ["mish"] = _ => ActivationFunction.Mish,
        ["hardswish"] = _ => ActivationFunction.Hardswish,
        ["tanhshrink"] = _ => ActivationFunction.Tanhshrink,
        ["softplus"] = arguments => One(arguments, ["beta"], 1, ActivationFunction.Softplus),
        ["elu"] = arguments => One(arguments, ["alpha"], 1, ActivationFunction.ELU),
        ["celu"] = arguments => One(arguments, ["alpha"], 1, ActivationFunction.CELU),
        ["abs"] = _ => ActivationFunction.Abs,
        ["absolute"] = _ => ActivationFunction.Abs,
        ["sin"] = _ => ActivationFunction.Sin,
        ["cos"] = _ => ActivationFunction.Cos,
        ["square"] = _ => ActivationFunction.Square,
        ["exp"] = _ => ActivationFunction.Custom("Exp", Math.Exp, Math.Exp, double.PositiveInfinity),
        ["erf"] = _ => ActivationFunction.Custom("Erf", ErrorFunction, z => 2 / Math.Sqrt(Math.PI) * Math.Exp(-z * z), 2 / Math.Sqrt(Math.PI)),
    };

    /// <summary>Names of the layers, as their classes have them.</summary>
    public static IEnumerable<string> LayerNames { get; } =
    [
        "Sigmoid", "Tanh", "Softsign", "Hardsigmoid", "LogSigmoid", "Hardtanh", "ReLU", "ReLU6", "LeakyReLU", "PReLU", "RReLU", "Threshold",
        "Softshrink", "Hardshrink", "SELU", "GELU", "SiLU", "Mish", "Hardswish", "Tanhshrink", "Softplus", "ELU", "CELU",
    ];

    /// <summary>Whether the name is that of an activation, in any spelling.</summary>
    public static bool IsKnown(string name) => ByName.ContainsKey(name);

    /// <summary>The activation of a name in any spelling; null where its arguments are not known.</summary>
    public static ActivationFunction? Find(string name, Arguments arguments) => ByName[name](arguments);

    // GELU(x) = x (1 + erf(x / √2)) / 2.
    private static double ErrorFunction(double z) => z == 0 ? 0 : (2 * ActivationFunction.GELU.Value(Math.Sqrt(2) * z) / (Math.Sqrt(2) * z)) - 1;

    private static ActivationFunction? Clamp(Arguments arguments) => (arguments.Number("min"), arguments.Number("max")) switch
    {
        ({ } low, { } high) => ActivationFunction.Hardtanh(low, high),
        (0, null) when IsLeftOut(arguments, "max") => ActivationFunction.ReLU,
        ({ } low, null) when IsLeftOut(arguments, "max") => ActivationFunction.Custom(FormattableString.Invariant($"clamp_min({low})"), z => Math.Max(z, low), z => z > low ? 1 : 0, 1, low),
        (null, { } high) when IsLeftOut(arguments, "min") => ActivationFunction.Custom(FormattableString.Invariant($"clamp_max({high})"), z => Math.Min(z, high), z => z < high ? 1 : 0, 1, high),
        _ => null,
    };

    private static bool IsLeftOut(Arguments arguments, string bound) => arguments[bound] is null or ConstantValue { Value: null };

    private static ActivationFunction? One(Arguments arguments, string[] names, double usual, Func<double, ActivationFunction> make) =>
        Number(arguments, names, usual) is { } number ? make(number) : null;

    private static ActivationFunction? Two(
        Arguments arguments, string[] first, double usualFirst, string[] second, double usualSecond, Func<double, double, ActivationFunction> make) =>
        Number(arguments, first, usualFirst) is { } one && Number(arguments, second, usualSecond) is { } other ? make(one, other) : null;

    private static double? Number(Arguments arguments, string[] names, double usual)
    {
        foreach (var name in names)
            if (arguments[name] is { } given)
                return Sizes.Number(given);

        return usual;
    }
}
