namespace GradGuard.Signal;

/// <summary>An elementwise non-linearity and its moments under a Gaussian pre-activation.</summary>
public sealed record ActivationFunction(string Name);
