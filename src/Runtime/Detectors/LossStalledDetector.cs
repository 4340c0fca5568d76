using GradGuard.Snapshots;
using GradGuard.Statistics;

namespace GradGuard.Detectors;

/// <summary>The loss has not come down from where it began. SageMaker Debugger asks for 0.1 % per 10 steps; noise asks for patience.</summary>
internal sealed class LossStalledDetector : IDetector
{
    private const int Window = 64;
    private const int Patience = 300;
    private const double LeastImprovement = 0.01;

    private readonly RunningMedian _recent = new(Window);
    private double _atStart;
    private long _steps;
    private bool _isReported;

    public void Inspect(StepSnapshot snapshot, FindingCollector findings)
    {
        if (snapshot.Loss is not { } loss || !double.IsFinite(loss))
            return;

        _recent.Add(loss);
        if (++_steps == Window)
            _atStart = _recent.Value;

        if (_isReported || _steps < Patience)
            return;

        _isReported = true;
        if (_recent.Value > _atStart - (LeastImprovement * Math.Abs(_atStart)))
            findings.Add(new Finding
            {
                Symptom = Symptom.LossStalled,
                Severity = Severity.Info,
                Layer = "",
                Step = snapshot.Step,
                Message = $"the loss is {_recent.Value:g4} after {_steps} sampled steps and was {_atStart:g4} at the start: it has not come down",
                Evidence = [new("median loss of recent steps", _recent.Value), new("median loss of the first steps", _atStart)],
            });
    }
}
