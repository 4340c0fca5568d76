using GradGuard.Signal;

namespace GradGuard.Analyzers.Tracing;

/// <summary>The functions of torch.nn.init, and the in-place methods of a tensor that do the same.</summary>
internal static class KnownInitializers
{
    // torch.nn.init.NonlinearityType
    private const long Tanh = 8;
    private const long ReLU = 9;
    private const long LeakyReLU = 10;

    private static readonly Dictionary<string, Func<Arguments, ParameterDraw?>> ByName = new()
    {
        ["kaiming_normal_"] = arguments => Fans(KaimingGain(arguments), gain => WeightInitializer.KaimingNormal(gain, Fan(arguments))),
        ["kaiming_uniform_"] = arguments => Fans(KaimingGain(arguments), gain => WeightInitializer.KaimingUniform(gain, Fan(arguments))),
        ["xavier_normal_"] = arguments => Fans(arguments.Number("gain"), WeightInitializer.Xavier),
        ["xavier_uniform_"] = arguments => Fans(arguments.Number("gain"), WeightInitializer.Xavier),
        ["glorot_normal_"] = arguments => Fans(arguments.Number("gain"), WeightInitializer.Xavier),
        ["glorot_uniform_"] = arguments => Fans(arguments.Number("gain"), WeightInitializer.Xavier),
        ["orthogonal_"] = arguments => Fans(arguments.Number("gain"), WeightInitializer.Orthogonal),
        ["normal_"] = Normal,
        ["trunc_normal_"] = Normal,
        ["uniform_"] = arguments => (arguments.Number("low") ?? arguments.Number("from")) is { } low && (arguments.Number("high") ?? arguments.Number("to")) is { } high
            ? new(WeightInitializer.Uniform(low, high), BiasInitializer.Uniform(low, high))
            : null,
        ["constant_"] = arguments => Constant(arguments.Number("val")),
        ["fill_"] = arguments => Constant(arguments.Number("value")),
        ["zeros_"] = _ => ParameterDraw.Constant(0),
        ["zero_"] = _ => ParameterDraw.Constant(0),
        ["ones_"] = _ => ParameterDraw.Constant(1),
        ["eye_"] = _ => new(WeightInitializer.Identity, BiasInitializer.Unknown),
        ["dirac_"] = _ => new(WeightInitializer.Identity, BiasInitializer.Unknown),
    };

    public static bool IsKnown(string name) => ByName.ContainsKey(name);

    /// <summary>How a function draws a parameter; unknown where we do not know the function or its arguments.</summary>
    public static ParameterDraw Draw(string name, Arguments arguments) =>
        ByName.TryGetValue(name, out var draw) ? draw(arguments) ?? ParameterDraw.Unknown : ParameterDraw.Unknown;

    /// <summary>torch.nn.init.calculate_gain.</summary>
    public static double Gain(double nonlinearity, double slope) => (long)nonlinearity switch
    {
        Tanh => InitializerGain.Tanh,
        ReLU => InitializerGain.ReLU,
        LeakyReLU => InitializerGain.LeakyReLU(slope),
        _ => InitializerGain.Linear,
    };

    private static double? KaimingGain(Arguments arguments) =>
        arguments.Number("nonlinearity") is { } nonlinearity && arguments.Number("a") is { } slope ? Gain(nonlinearity, slope) : null;

    private static FanMode Fan(Arguments arguments) => arguments.Number("mode") == 1 ? FanMode.FanOut : FanMode.FanIn;

    private static ParameterDraw? Fans(double? gain, Func<double, WeightInitializer> weight) =>
        gain is { } known ? new(weight(known), BiasInitializer.Unknown) : null;

    private static ParameterDraw? Normal(Arguments arguments) =>
        arguments.Number("mean") is { } mean && (arguments.Number("std") ?? arguments.Number("stddev")) is { } std
            ? new(WeightInitializer.Normal(std, mean), BiasInitializer.Normal(std, mean))
            : null;

    private static ParameterDraw? Constant(double? value) => value is { } known ? ParameterDraw.Constant(known) : null;
}
