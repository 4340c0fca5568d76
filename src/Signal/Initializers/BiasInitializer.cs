namespace GradGuard.Signal;

/// <summary>How a bias is drawn.</summary>
/// <param name="Kind">The family; <see cref="InitializerKind.Default"/> is uniform in ±1/sqrt(fan-in).</param>
/// <param name="Mean">The mean of a bias.</param>
/// <param name="StandardDeviation">The standard deviation, where it does not depend on the fan-in.</param>
public sealed record BiasInitializer(InitializerKind Kind, double Mean = 0, double StandardDeviation = 0)
{
    /// <summary>Uniform in ±1/sqrt(fan-in): Var(b) = 1 / (3 fan-in).</summary>
    public static BiasInitializer TorchSharpDefault { get; } = new(InitializerKind.Default);

    /// <summary>All zero.</summary>
    public static BiasInitializer Zeros { get; } = Constant(0);

    /// <summary>A bias of which nothing is known.</summary>
    public static BiasInitializer Unknown { get; } = new(InitializerKind.Unknown);

    /// <summary>All the same number.</summary>
    public static BiasInitializer Constant(double value) => new(InitializerKind.Constant, value);

    /// <summary>N(mean, std²).</summary>
    public static BiasInitializer Normal(double std, double mean = 0) => new(InitializerKind.Normal, mean, Math.Abs(std));

    /// <summary>Uniform between two bounds.</summary>
    public static BiasInitializer Uniform(double low, double high) =>
        new(InitializerKind.Uniform, (low + high) / 2, Math.Abs(high - low) / Math.Sqrt(12));

    /// <summary>What a bias drawn by its fan-in is multiplied by.</summary>
    public double Factor { get; init; } = 1;

    /// <summary>The same bias times a constant.</summary>
    public BiasInitializer Scaled(double factor) =>
        this with { Mean = Mean * factor, StandardDeviation = StandardDeviation * Math.Abs(factor), Factor = Factor * Math.Abs(factor) };

    /// <summary>The same bias plus a constant; unknown for a family that looks at the fan-in.</summary>
    public BiasInitializer Shifted(double term) => Kind is InitializerKind.Default or InitializerKind.Unknown ? Unknown : this with { Mean = Mean + term };

    /// <summary>The variance of a bias; one of which nothing is known counts as the default.</summary>
    /// <param name="fanIn">Inputs that a unit sums over, at least 1.</param>
    public double Variance(double fanIn) =>
        Kind is InitializerKind.Default or InitializerKind.Unknown ? Factor * Factor / (3 * fanIn) : StandardDeviation * StandardDeviation;
}
