using System.Collections.Immutable;
using GradGuard.Reports;

namespace GradGuard;

public sealed partial class GradientGuard
{
    /// <summary>The run so far as a report: layers, findings and their course. Callable from any thread; training waits while it is copied.</summary>
    /// <param name="predictions">What <c>gradguard analyze --format json</c> predicted, to stand beside the measurement; see <see cref="Prediction.Load"/>.</param>
    public GradientReport Report(IEnumerable<Prediction>? predictions = null)
    {
        lock (_gate)
        {
            var identity = new RunIdentity(_watched.ModelType, _watched.Modules, _started, _options.SampleEvery, _watched.Catalog.DroppedLayers);
            var findings = ReportFinding.Pair(_findings.All.Select(finding => (finding, 0L)));
            return GradientReport.Create(identity, _history.Copy(), findings, _steps, isComplete: true, predictions);
        }
    }

    /// <summary>Each weight layer's gradient norm over the first sampled steps, to hold a prediction against.</summary>
    public ImmutableArray<MeasuredLayer> InitialNorms()
    {
        lock (_gate)
            return GradientReport.Measured(_history);
    }
}
