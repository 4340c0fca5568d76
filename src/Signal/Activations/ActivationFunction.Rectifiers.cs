namespace GradGuard.Signal;

/// <content>Piecewise linear activations that let large inputs through.</content>
public sealed partial class ActivationFunction
{
    /// <summary>φ(z) = z.</summary>
    public static ActivationFunction Identity { get; } = new("Identity", 1, z => z, _ => 1) { IsHomogeneous = true };

    /// <summary>max(0, z).</summary>
    public static ActivationFunction ReLU { get; } = new("ReLU", 1, z => z > 0 ? z : 0, z => z > 0 ? 1 : 0, 0) { IsHomogeneous = true };

    /// <summary>z cut to [0, 6].</summary>
    public static ActivationFunction ReLU6 { get; } = new("ReLU6", 1, z => Clamp(z, 0, 6), z => z > 0 && z < 6 ? 1 : 0, 0, 6);

    /// <summary>|z|.</summary>
    public static ActivationFunction Abs { get; } = new("Abs", 1, Math.Abs, z => z > 0 ? 1 : -1, 0) { IsHomogeneous = true };

    /// <summary>z for z > 0, otherwise slope times z.</summary>
    public static ActivationFunction LeakyReLU(double negativeSlope = 0.01) => Leaky(Named("LeakyReLU", (negativeSlope, 0.01)), negativeSlope);

    /// <summary>A leaky ReLU whose slope is learned, before the first step.</summary>
    public static ActivationFunction PReLU(double initialSlope = 0.25) => Leaky(Named("PReLU", (initialSlope, 0.25)), initialSlope);

    /// <summary>A leaky ReLU whose slope is drawn anew for every element: here the slope of the same mean square.</summary>
    public static ActivationFunction RReLU(double lower = 1.0 / 8, double upper = 1.0 / 3) =>
        Leaky(
            Named("RReLU", (lower, 1.0 / 8), (upper, 1.0 / 3)), Math.Sqrt(((lower * lower) + (lower * upper) + (upper * upper)) / 3));

    /// <summary>z above the threshold, otherwise a constant.</summary>
    public static ActivationFunction Threshold(double threshold, double value) =>
        new(
            Named("Threshold", (threshold, double.NaN), (value, double.NaN)), 1, z => z > threshold ? z : value,
            z => z > threshold ? 1 : 0, threshold);

    /// <summary>z moved towards zero by lambda, zero inside ±lambda.</summary>
    public static ActivationFunction Softshrink(double lambda = 0.5) =>
        new(
            Named("Softshrink", (lambda, 0.5)), 1, z => z > lambda ? z - lambda : z < -lambda ? z + lambda : 0,
            z => Math.Abs(z) > lambda ? 1 : 0, -lambda, lambda);

    /// <summary>z outside ±lambda, zero inside.</summary>
    public static ActivationFunction Hardshrink(double lambda = 0.5) =>
        new(Named("Hardshrink", (lambda, 0.5)), 1, z => Math.Abs(z) > lambda ? z : 0, z => Math.Abs(z) > lambda ? 1 : 0, -lambda, lambda);

    private static ActivationFunction Leaky(string name, double slope) =>
        new(name, Math.Max(1, Math.Abs(slope)), z => z > 0 ? z : slope * z, z => z > 0 ? 1 : slope, 0) { IsHomogeneous = true };
}
