namespace GradGuard.Signal;

/// <content>Activations whose slope vanishes for large inputs.</content>
public sealed partial class ActivationFunction
{
    /// <summary>1 / (1 + exp(-z)).</summary>
    public static ActivationFunction Sigmoid { get; } = new("Sigmoid", 0.25, Logistic, z => Logistic(z) * Logistic(-z)) { IsAnalytic = true };

    /// <summary>tanh z.</summary>
    public static ActivationFunction Tanh { get; } = new("Tanh", 1, Math.Tanh, z => 1 - SquaredTanh(z)) { IsAnalytic = true };

    /// <summary>z / (1 + |z|).</summary>
    public static ActivationFunction Softsign { get; } =
        new("Softsign", 1, z => z / (1 + Math.Abs(z)), z => 1 / ((1 + Math.Abs(z)) * (1 + Math.Abs(z))), 0);

    /// <summary>z / 6 + 1/2, cut to [0, 1].</summary>
    public static ActivationFunction Hardsigmoid { get; } =
        new("Hardsigmoid", 1.0 / 6, z => Clamp((z / 6) + 0.5, 0, 1), z => Math.Abs(z) < 3 ? 1.0 / 6 : 0, -3, 3);

    /// <summary>log sigmoid(z).</summary>
    public static ActivationFunction LogSigmoid { get; } = new("LogSigmoid", 1, z => -LogOnePlusExp(-z), z => Logistic(-z)) { IsAnalytic = true };

    /// <summary>z cut to an interval, as clamp does.</summary>
    public static ActivationFunction Hardtanh(double min = -1, double max = 1) =>
        new(Named("Hardtanh", (min, -1), (max, 1)), 1, z => Clamp(z, min, max), z => min < z && z < max ? 1 : 0, min, max);

    private static double SquaredTanh(double z)
    {
        double t = Math.Tanh(z);
        return t * t;
    }
}
