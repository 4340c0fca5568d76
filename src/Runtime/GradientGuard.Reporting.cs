using System.Collections.Immutable;
using GradGuard.Guarding;
using GradGuard.Reports;
using GradGuard.Reports.History;

namespace GradGuard;

public sealed partial class GradientGuard
{
    /// <summary>The run so far as a report: layers, findings and their course. Callable from any thread; training waits while it is copied.</summary>
    /// <param name="predictions">What <c>gradguard analyze --format json</c> predicted, to stand beside the measurement; see <see cref="Prediction.Load"/>.</param>
    public GradientReport Report(IEnumerable<Prediction>? predictions = null)
    {
        // Training waits for the copy only: medians and pairs are made of it afterwards.
        RunIdentity identity;
        RunHistory history;
        ImmutableArray<Finding> findings;
        long steps;
        lock (_gate)
        {
            identity = new RunIdentity(_watched.ModelType, _watched.Modules, _started, _options.SampleEvery, _watched.Catalog.DroppedLayers);
            history = _history.Copy();
            history.Deep.Add(_deep);
            findings = _findings.All;
            steps = _steps;
        }

        return GradientReport.Create(identity, history, ReportFinding.Pair(findings.Select(finding => (finding, 0L))), steps, isComplete: true, predictions);
    }

    /// <summary>Whether nothing more will be measured: the guard was disposed, or another took its model over.</summary>
    internal bool HasEnded
    {
        get
        {
            lock (_gate)
                return _state is GuardState.Disposed or GuardState.Superseded;
        }
    }

    /// <summary>Each weight layer's gradient norm over the first sampled steps, to hold a prediction against.</summary>
    public ImmutableArray<MeasuredLayer> InitialNorms()
    {
        lock (_gate)
            return GradientReport.Measured(_history);
    }
}
