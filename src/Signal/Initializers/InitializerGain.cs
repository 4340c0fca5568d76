namespace GradGuard.Signal;

/// <summary>Gains that TorchSharp's init.calculate_gain returns.</summary>
public static class InitializerGain
{
    /// <summary>For linear layers, convolutions and the sigmoid.</summary>
    public const double Linear = 1;

    /// <summary>For tanh.</summary>
    public const double Tanh = 5.0 / 3;

    /// <summary>For ReLU: sqrt(2) (He et al. 2015).</summary>
    public static double ReLU => Math.Sqrt(2);

    /// <summary>For leaky ReLU: sqrt(2 / (1 + slope²)) (He et al. 2015, equation 15).</summary>
    public static double LeakyReLU(double slope) => Math.Sqrt(2 / (1 + (slope * slope)));
}
