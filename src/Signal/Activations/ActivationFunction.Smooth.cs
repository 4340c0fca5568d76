namespace GradGuard.Signal;

/// <content>Curved activations that let large inputs through.</content>
public sealed partial class ActivationFunction
{
    // Klambauer et al. 2017, "Self-normalizing neural networks", equation 14.
    private const double SeluAlpha = 1.6732632423543772;
    private const double SeluScale = 1.0507009873554805;

    // No kinks, but where the quadrature must cut to see each wave.
    private static double[] HalfWaves => [.. Enumerable.Range(-60, 121).Select(i => i * Math.PI)];

    /// <summary>scale · ELU with alpha 1.673, for which LeCun initialisation keeps unit variance (Klambauer et al. 2017).</summary>
    public static ActivationFunction SELU { get; } = new(
        "SELU", SeluScale * SeluAlpha, z => SeluScale * (z > 0 ? z : SeluAlpha * (Math.Exp(z) - 1)),
        z => SeluScale * (z > 0 ? 1 : SeluAlpha * Math.Exp(z)), 0);

    /// <summary>z Φ(z) with the Gaussian's distribution function Φ (Hendrycks and Gimpel 2016).</summary>
    public static ActivationFunction GELU { get; } =
        new("GELU", 1.1289, z => z * NormalDistribution.Cumulative(z), z => NormalDistribution.Cumulative(z) + (z * NormalDistribution.Density(z))) { IsAnalytic = true };

    /// <summary>GELU with Φ replaced by a tanh (Hendrycks and Gimpel 2016).</summary>
    public static ActivationFunction GELUTanh { get; } = new("GELU(tanh)", 1.1291, TanhGelu, TanhGeluSlope);

    /// <summary>z sigmoid(z), also called swish.</summary>
    public static ActivationFunction SiLU { get; } =
        new("SiLU", 1.0999, z => z * Logistic(z), z => Logistic(z) * (1 + (z * Logistic(-z)))) { IsAnalytic = true };

    /// <summary>z tanh(softplus(z)) (Misra 2019).</summary>
    public static ActivationFunction Mish { get; } = new("Mish", 1.0885, z => z * Math.Tanh(LogOnePlusExp(z)), MishSlope) { IsAnalytic = true };

    /// <summary>z max(0, min(1, z / 6 + 1/2)).</summary>
    public static ActivationFunction Hardswish { get; } = new(
        "Hardswish", 1.5, z => z * Clamp((z / 6) + 0.5, 0, 1), z => z <= -3 ? 0 : z >= 3 ? 1 : (z / 3) + 0.5, -3, 3);

    /// <summary>z - tanh z.</summary>
    public static ActivationFunction Tanhshrink { get; } = new("Tanhshrink", 1, z => z - Math.Tanh(z), SquaredTanh) { IsAnalytic = true };

    /// <summary>sin z.</summary>
    public static ActivationFunction Sin { get; } = new("Sin", 1, Math.Sin, Math.Cos, HalfWaves);

    /// <summary>cos z.</summary>
    public static ActivationFunction Cos { get; } = new("Cos", 1, Math.Cos, z => -Math.Sin(z), HalfWaves);

    /// <summary>z².</summary>
    public static ActivationFunction Square { get; } = new("Square", double.PositiveInfinity, z => z * z, z => 2 * z);

    /// <summary>log(1 + exp(beta z)) / beta.</summary>
    public static ActivationFunction Softplus(double beta = 1) =>
        new(Named("Softplus", (beta, 1)), 1, z => LogOnePlusExp(beta * z) / beta, z => Logistic(beta * z)) { IsAnalytic = Math.Abs(beta) <= 2 };

    /// <summary>z for z > 0, otherwise alpha (exp(z) - 1) (Clevert et al. 2016).</summary>
    public static ActivationFunction ELU(double alpha = 1) =>
        new(
            Named("ELU", (alpha, 1)), Math.Max(1, Math.Abs(alpha)), z => z > 0 ? z : alpha * (Math.Exp(z) - 1),
            z => z > 0 ? 1 : alpha * Math.Exp(z), 0);

    /// <summary>z for z > 0, otherwise alpha (exp(z / alpha) - 1) (Barron 2017).</summary>
    public static ActivationFunction CELU(double alpha = 1) =>
        new(
            Named("CELU", (alpha, 1)), 1, z => z > 0 ? z : alpha * (Math.Exp(z / alpha) - 1), z => z > 0 ? 1 : Math.Exp(z / alpha), 0);

    private static double TanhGelu(double z) => 0.5 * z * (1 + Math.Tanh(TanhGeluArgument(z)));

    private static double TanhGeluSlope(double z)
    {
        double t = Math.Tanh(TanhGeluArgument(z));
        return (0.5 * (1 + t)) + (0.5 * z * (1 - (t * t)) * Math.Sqrt(2 / Math.PI) * (1 + (3 * 0.044715 * z * z)));
    }

    private static double TanhGeluArgument(double z) => Math.Sqrt(2 / Math.PI) * (z + (0.044715 * z * z * z));

    private static double MishSlope(double z)
    {
        double t = Math.Tanh(LogOnePlusExp(z));
        return t + (z * Logistic(z) * (1 - (t * t)));
    }
}
