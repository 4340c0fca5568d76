using GradGuard.Snapshots;
using GradGuard.Statistics;

namespace GradGuard.Detectors;

/// <summary>
/// One step's gradient stands far above the recent ones and above the run's highest level; a warning when it reached the weights and was a
/// hundredfold, or when such steps recur at equal distances, which points at one batch of the data.
/// </summary>
internal sealed class GradientSpikeDetector(DetectorSettings settings) : IDetector
{
    private const int BaselineWindow = 64;
    private const int FewestForBaseline = 16;
    private const int RemembersSpikes = 4;

    // Spikes closer together come from steps that overshoot, not from a batch that comes round.
    private const long ShortestPeriod = 8;

    // A run with more has one trouble, not many; its later spikes are told only where they recur.
    private const int MostToldSingly = 10;

    // Ten times the spike's own limit: what a step of that size does to the weights, a hundred ordinary steps do not.
    private const double SevereMargin = 10;

    private readonly RunningMedian _recent = new(BaselineWindow);
    private readonly long[] _spikes = new long[RemembersSpikes];
    private int _spikeCount;
    private double _highestLevel;
    private long _lastSpike;
    private bool _isPeriodic;
    private bool _isToldSevere;

    public void Inspect(StepSnapshot snapshot, FindingCollector findings)
    {
        var norm = snapshot.GlobalNormPreClip;
        if (!double.IsFinite(norm) || snapshot.MissingCount == snapshot.Parameters.Length)
            return;

        var limit = settings.SpikeFactor * Math.Max(_recent.Quantile(0.95), _highestLevel);
        if (_recent.Count < FewestForBaseline || norm <= limit)
        {
            _recent.Add(norm);
            _highestLevel = Math.Max(_highestLevel, _recent.Value);
            return;
        }

        // Clipping takes a spike's harm away, unless it comes round again and again.
        var isSevere = snapshot.GlobalNormPostClip > SevereMargin * limit;
        if (_spikeCount > 0 && _lastSpike == snapshot.Step - 1)
        {
            Continue(snapshot, norm, limit, isSevere, findings);
            return;
        }

        _lastSpike = _spikes[_spikeCount++ % RemembersSpikes] = snapshot.Step;
        var period = _isPeriodic ? null : Period();
        _isPeriodic |= period is not null;
        _isToldSevere = isSevere;
        if (period is not null || _spikeCount <= MostToldSingly)
            findings.Add(Describe(snapshot, norm, limit, period, isSevere));
    }

    // Steps on end are one event, told again only where it becomes severe. A new level that lasts must find its way into the baseline.
    private void Continue(StepSnapshot snapshot, double norm, double limit, bool isSevere, FindingCollector findings)
    {
        _lastSpike = snapshot.Step;
        if (isSevere && !_isToldSevere && _spikeCount <= MostToldSingly)
        {
            _isToldSevere = true;
            findings.Add(Describe(snapshot, norm, limit, period: null, isSevere));
        }

        _recent.Add(norm);
    }

    private Finding Describe(StepSnapshot snapshot, double norm, double limit, long? period, bool isSevere)
    {
        var message = $"the gradient norm is {norm:0.0e+0}, {norm / _recent.Value:g3} times the median of the last {_recent.Count} steps";
        return new Finding
        {
            Symptom = Symptom.GradientSpike,
            Severity = period is null && !isSevere ? Severity.Info : Severity.Warning,
            Layer = snapshot.LargestLayer,
            Step = snapshot.Step,
            Message = period is { } steps ? $"{message}; such spikes recur every {steps} steps, so look at that batch" : message,
            Evidence =
            [
                new("global gradient norm", norm, limit),
                new("median of recent steps", _recent.Value),
                .. period is { } length ? [new Evidence("period in steps", length)] : Array.Empty<Evidence>(),
            ],
        };
    }

    private long? Period()
    {
        if (_spikeCount < 3)
            return null;

        long At(int back) => _spikes[(_spikeCount - back) % RemembersSpikes];
        var period = At(1) - At(2);
        return period >= ShortestPeriod && At(2) - At(3) == period ? period : null;
    }
}
