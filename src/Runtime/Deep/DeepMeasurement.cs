namespace GradGuard.Deep;

/// <summary>What was measured on demand between one logged step and the next; of each kind the latest.</summary>
/// <param name="Step">Steps of the run by then.</param>
/// <param name="Noise">The gradient noise scale; null where it was not measured.</param>
/// <param name="Curvature">The top Hessian eigenvalue; null where it was not measured.</param>
/// <param name="Covariance">How the layers' norms vary together, of 64 layers at most; null where it was not asked for.</param>
public sealed record DeepMeasurement(long Step, NoiseScale? Noise, HessianEigenvalue? Curvature, LayerCovariance? Covariance)
{
    /// <summary>Layers whose covariance is kept: what a page shows legibly, and a line of a log holds in some 15 kB.</summary>
    internal const int MostLayers = 64;
}
