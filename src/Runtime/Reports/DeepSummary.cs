using System.Collections.Immutable;
using GradGuard.Deep;

namespace GradGuard.Reports;

/// <summary>What was measured on demand during a run, in order of the steps; of more than 256 measurements an even part.</summary>
/// <param name="Noise">Gradient noise scales; layers and covariance are those of the latest only.</param>
/// <param name="Curvature">Top Hessian eigenvalues.</param>
/// <param name="Covariance">The latest covariance of the layers' norms over steps; null where none was asked for.</param>
public sealed record DeepSummary(
    ImmutableArray<AtStep<NoiseScale>> Noise, ImmutableArray<AtStep<HessianEigenvalue>> Curvature, AtStep<LayerCovariance>? Covariance)
{
    /// <summary>Whether nothing was measured on demand.</summary>
    public bool IsEmpty => Noise.IsEmpty && Curvature.IsEmpty && Covariance is null;
}

/// <summary>A measurement and when it was taken.</summary>
/// <typeparam name="T">What was measured.</typeparam>
/// <param name="Step">Steps of the run by then.</param>
/// <param name="Value">The measurement.</param>
public sealed record AtStep<T>(long Step, T Value);
