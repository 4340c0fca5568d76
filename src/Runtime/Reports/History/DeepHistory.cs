using GradGuard.Deep;

namespace GradGuard.Reports.History;

/// <summary>What was measured on demand over a run of any length. Layers are kept of the latest measurement only.</summary>
internal sealed class DeepHistory
{
    /// <summary>Measurements kept of each kind; when they are full, every second one goes.</summary>
    public const int Capacity = 256;

    private readonly List<AtStep<NoiseScale>> _noise = [];
    private readonly List<AtStep<HessianEigenvalue>> _curvature = [];
    private AtStep<LayerCovariance>? _covariance;

    /// <summary>Adds measurements; without effect for null.</summary>
    public void Add(DeepMeasurement? measured)
    {
        if (measured?.Noise is { } noise)
        {
            if (_noise.Count > 0)
                _noise[^1] = _noise[^1] with { Value = _noise[^1].Value with { Layers = [], Covariance = LayerCovariance.None } };

            Add(_noise, measured.Step, noise);
        }

        if (measured?.Curvature is { } curvature)
            Add(_curvature, measured.Step, curvature);

        if (measured?.Covariance is { } covariance)
            _covariance = new(measured.Step, covariance);
    }

    public DeepSummary Summarize() => new([.. _noise], [.. _curvature], _covariance);

    public DeepHistory Copy()
    {
        var copy = new DeepHistory { _covariance = _covariance };
        copy._noise.AddRange(_noise);
        copy._curvature.AddRange(_curvature);
        return copy;
    }

    private static void Add<T>(List<AtStep<T>> measurements, long step, T value)
    {
        if (measurements.Count == Capacity)
            for (var i = Capacity - 2; i >= 0; i -= 2)
                measurements.RemoveAt(i);

        measurements.Add(new(step, value));
    }
}
