using GradGuard.Detectors;
using GradGuard.Layers;
using GradGuard.Snapshots;
using GradGuard.Statistics;

namespace GradGuard.Runtime.Tests;

/// <summary>Made-up steps of a chain of linear layers, to show a detector exactly what it is to judge.</summary>
internal sealed class SnapshotSeries
{
    private const int ElementsPerLayer = 100;
    private readonly LayerCatalog _catalog;
    private readonly FindingCollector _findings = new();
    private readonly IDetector _detector;
    private long _step;

    public SnapshotSeries(IDetector detector, int layers)
    {
        _catalog = LayerCatalog.Build([.. Enumerable.Range(0, layers).Select(i => new ParameterEntry($"fc{i}.weight", ElementsPerLayer, 2, "Linear"))], "Chain", 512);
        _detector = detector;
    }

    public IReadOnlyList<Finding> Findings => _findings.All;

    /// <summary>‖Δw‖ / ‖w‖ of every layer, measured in every step; null measures none.</summary>
    public double? UpdateRatio { get; set; }

    /// <summary>Classes that the last layer is known to score.</summary>
    public long? Classes { get; set; }

    /// <summary>A step with these layer norms; NaN stands for a layer with one NaN, null for one without a gradient.</summary>
    public IReadOnlyList<Finding> Step(double? loss, params double?[] norms)
    {
        var snapshot = new StepSnapshot(_catalog) { Step = ++_step, Loss = loss, ClassCount = Classes };
        for (var i = 0; i < norms.Length; i++)
        {
            snapshot.StateBuffer[i] = norms[i] is null ? GradientState.Missing : GradientState.Present;
            if (norms[i] is { } norm)
                snapshot.ParameterBuffer[i] = new TensorStatistics(ElementsPerLayer, norm * norm, norm, double.IsFinite(norm) ? 0 : 1, norm == 0 ? ElementsPerLayer : 0, 0);
        }

        if (UpdateRatio is { } ratio)
        {
            snapshot.HasFreshUpdates = true;
            Array.Fill(snapshot.UpdateRatioBuffer, ratio);
        }

        snapshot.Aggregate();
        _findings.BeginStep();
        _detector.Inspect(snapshot, _findings);
        return _findings.Latest;
    }

    public void Repeat(int times, params double?[] norms)
    {
        for (var i = 0; i < times; i++)
            Step(null, norms);
    }
}
