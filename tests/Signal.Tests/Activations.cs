namespace GradGuard.Signal.Tests;

/// <summary>Every activation, by name.</summary>
internal static class Activations
{
    public static IReadOnlyDictionary<string, ActivationFunction> ByName { get; } = new[]
    {
        ActivationFunction.Sigmoid, ActivationFunction.Tanh, ActivationFunction.Softsign, ActivationFunction.Hardsigmoid,
        ActivationFunction.LogSigmoid, ActivationFunction.Hardtanh(), ActivationFunction.Hardtanh(-2, 0.5), ActivationFunction.Identity,
        ActivationFunction.ReLU, ActivationFunction.ReLU6, ActivationFunction.Abs, ActivationFunction.LeakyReLU(),
        ActivationFunction.LeakyReLU(0.2), ActivationFunction.PReLU(), ActivationFunction.RReLU(), ActivationFunction.Threshold(0.1, -1),
        ActivationFunction.Softshrink(), ActivationFunction.Hardshrink(), ActivationFunction.SELU, ActivationFunction.GELU,
        ActivationFunction.GELUTanh, ActivationFunction.SiLU, ActivationFunction.Mish, ActivationFunction.Hardswish,
        ActivationFunction.Tanhshrink, ActivationFunction.Sin, ActivationFunction.Cos, ActivationFunction.Square,
        ActivationFunction.Softplus(), ActivationFunction.Softplus(3), ActivationFunction.ELU(), ActivationFunction.ELU(0.5),
        ActivationFunction.CELU(2),
    }.ToDictionary(function => function.Name);
}
