using System.Globalization;

namespace GradGuard.Signal;

/// <summary>
/// How a weight is drawn: its mean and variance as functions of fan-in and fan-out. Equal parameters make equal initializers.
/// </summary>
public sealed record WeightInitializer
{
    private WeightInitializer(InitializerKind kind, string name) => (Kind, Name) = (kind, name);

    /// <summary>The family.</summary>
    public InitializerKind Kind { get; }

    /// <summary>Its name with parameters, for messages.</summary>
    public string Name { get; }

    /// <summary>The gain of a fan-scaled or orthogonal initializer: variance = gain² / fan.</summary>
    public double Gain { get; private init; } = 1;

    /// <summary>Which fan a fan-scaled initializer divides by.</summary>
    public FanMode Mode { get; private init; } = FanMode.FanIn;

    /// <summary>The mean of a weight.</summary>
    public double Mean { get; private init; }

    /// <summary>The standard deviation of a weight of an initializer that does not look at the fans; 0 for the others.</summary>
    public double StandardDeviation { get; private init; }

    /// <summary>Whether anything is known of the weights.</summary>
    public bool IsKnown => Kind != InitializerKind.Unknown;

    /// <summary>Whether all weights are equal, so that all units of the layer stay identical.</summary>
    public bool IsConstant => Kind == InitializerKind.Constant;

    /// <summary>Linear and convolution as TorchSharp makes them: kaiming_uniform with a = sqrt(5), so Var(w) = 1 / (3 fan-in).</summary>
    public static WeightInitializer TorchSharpDefault { get; } =
        new(InitializerKind.Default, "default") { Gain = Math.Sqrt(1.0 / 3) };

    /// <summary>Weights of which nothing is known.</summary>
    public static WeightInitializer Unknown { get; } = new(InitializerKind.Unknown, "unknown");

    /// <summary>All weights zero.</summary>
    public static WeightInitializer Zeros { get; } = Constant(0);

    /// <summary>Var(w) = 1 / fan-in (LeCun et al. 1998, "Efficient BackProp", 4.6).</summary>
    public static WeightInitializer LeCun { get; } = new(InitializerKind.LeCun, "LeCun");

    /// <summary>Uniform Kaiming initialisation; see <see cref="KaimingNormal"/>, which has the same variance.</summary>
    public static WeightInitializer KaimingUniform(double gain, FanMode mode = FanMode.FanIn) => Kaiming("kaiming_uniform_", gain, mode);

    /// <summary>Var(w) = gain² / fan (He et al. 2015, equations 10 and 14).</summary>
    /// <param name="gain">What <see cref="InitializerGain"/> gives for the non-linearity that follows: sqrt(2) for ReLU.</param>
    /// <param name="mode">Which fan.</param>
    public static WeightInitializer KaimingNormal(double gain, FanMode mode = FanMode.FanIn) => Kaiming("kaiming_normal_", gain, mode);

    /// <summary>Var(w) = 2 gain² / (fan-in + fan-out), uniform or normal (Glorot and Bengio 2010, equation 16).</summary>
    public static WeightInitializer Xavier(double gain = 1) =>
        new(InitializerKind.Xavier, Text("xavier", gain)) { Gain = gain, Mode = FanMode.Average };

    /// <summary>A gain times a random (semi-)orthogonal matrix (Saxe et al. 2014); Var(w) = gain² / max(fan-in, fan-out).</summary>
    public static WeightInitializer Orthogonal(double gain = 1) =>
        new(InitializerKind.Orthogonal, Text("orthogonal_", gain)) { Gain = gain, Mode = FanMode.Largest };

    /// <summary>Ones on the diagonal and zeros elsewhere (eye_, dirac_): acts as an orthogonal matrix of gain 1.</summary>
    public static WeightInitializer Identity { get; } = new(InitializerKind.Identity, "identity") { Mode = FanMode.Largest };

    /// <summary>N(mean, std²), whatever the fans.</summary>
    public static WeightInitializer Normal(double std, double mean = 0) =>
        new(InitializerKind.Normal, Text("normal_", mean, std)) { StandardDeviation = Math.Abs(std), Mean = mean };

    /// <summary>Uniform between two bounds, whatever the fans.</summary>
    public static WeightInitializer Uniform(double low, double high) =>
        new(InitializerKind.Uniform, Text("uniform_", low, high))
        {
            StandardDeviation = Math.Abs(high - low) / Math.Sqrt(12),
            Mean = (low + high) / 2,
        };

    /// <summary>All weights the same number.</summary>
    public static WeightInitializer Constant(double value) => new(InitializerKind.Constant, Text("constant_", value)) { Mean = value };

    /// <summary>The same weights times a constant.</summary>
    public WeightInitializer Scaled(double factor) =>
        !IsKnown || factor == 1
            ? this
            : new(Kind, Text(Name + " times", factor))
            {
                Gain = Gain * Math.Abs(factor),
                Mode = Mode,
                Mean = Mean * factor,
                StandardDeviation = StandardDeviation * Math.Abs(factor),
            };

    /// <summary>The same weights plus a constant; unknown for a family that looks at the fans.</summary>
    public WeightInitializer Shifted(double term) => Kind switch
    {
        _ when term == 0 => this,
        InitializerKind.Constant => Constant(Mean + term),
        InitializerKind.Normal or InitializerKind.Uniform => new(Kind, Text(Name + " plus", term)) { Mean = Mean + term, StandardDeviation = StandardDeviation },
        _ => Unknown,
    };

    /// <summary>The variance of a weight.</summary>
    /// <param name="fanIn">Inputs that a unit sums over, at least 1.</param>
    /// <param name="fanOut">Units that an input feeds, at least 1.</param>
    /// <returns>The variance; not a number where the initializer is unknown.</returns>
    public double Variance(double fanIn, double fanOut) => Kind switch
    {
        InitializerKind.Unknown => double.NaN,
        InitializerKind.Normal or InitializerKind.Uniform or InitializerKind.Constant => StandardDeviation * StandardDeviation,
        _ => Gain * Gain / Fan(fanIn, fanOut),
    };

    /// <summary>E[w²]: the variance plus the squared mean.</summary>
    public double SecondMoment(double fanIn, double fanOut) => Variance(fanIn, fanOut) + (Mean * Mean);

    private double Fan(double fanIn, double fanOut) => Mode switch
    {
        FanMode.FanIn => fanIn,
        FanMode.FanOut => fanOut,
        FanMode.Average => (fanIn + fanOut) / 2,
        _ => Math.Max(fanIn, fanOut),
    };

    private static WeightInitializer Kaiming(string name, double gain, FanMode mode) =>
        new(InitializerKind.Kaiming, Text(name, gain)) { Gain = gain, Mode = mode };

    private static string Text(string name, params double[] numbers) =>
        name + "(" + string.Join(", ", numbers.Select(n => n.ToString("0.####", CultureInfo.InvariantCulture))) + ")";
}
