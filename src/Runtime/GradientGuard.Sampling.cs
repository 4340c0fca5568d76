using System.Diagnostics;
using GradGuard.Guarding;
using GradGuard.Snapshots;

namespace GradGuard;

// What happens in a sampled step, and what becomes of an error in it.
public sealed partial class GradientGuard
{
    // A fault that comes back at every step is not going to heal.
    private const int ErrorsInARowToSwitchOff = 3;

    private int _errorsInARow;

    private IReadOnlyList<Finding> Sample(double? loss)
    {
        _findings.BeginStep();
        try
        {
            var snapshot = _measured ?? _watched.Measure();
            snapshot.Step = _steps;
            snapshot.Loss = loss;
            snapshot.ClipAdvice = _clips.Advice;
            _watched.Updates.Complete(_watched.Parameters, snapshot);
            _watched.Invariants.AfterStep(_watched.Parameters, snapshot);
            if (snapshot.ClipRequested && _findings.Traits is { Clips: false } traits)
                _findings.Traits = traits with { Clips = true };
            CompleteExtended(snapshot);
            _detectors.Inspect(snapshot, _findings);
            if (snapshot.MissingCount == snapshot.Parameters.Length)
                _messages.Once("no parameter has a gradient, so there is nothing to measure. Call Step after loss.backward() and before zero_grad().");
            else
                Record(snapshot);

            foreach (var finding in _findings.LatestUncopied)
            {
                _metrics.RecordFinding(finding);
                _log?.WriteFinding(finding);
            }

            _errorsInARow = 0;
        }
        catch (Exception exception)
        {
            Contain(exception);
        }
        finally
        {
            _watched.CloseGradients();
        }

        return _findings.Latest;
    }

    private void Record(StepSnapshot snapshot)
    {
        var elapsed = Stopwatch.GetElapsedTime(_began).TotalSeconds;
        _watched.RecentNorms.Add(snapshot);
        _watched.Snapshots.Publish(snapshot);
        _metrics.Snapshots = _watched.Snapshots;
        _metrics.RecordSnapshot(snapshot);
        _history.Add(snapshot, elapsed, _monitorSeconds);
        _log?.WriteStep(snapshot, _findings.LatestUncopied.Count > 0, elapsed, _monitorSeconds, _deep);
        KeepDeep();
    }

    private bool IsSampled(long step) => (step - 1) % _options.SampleEvery == 0;

    private void Contain(Exception exception)
    {
        Interlocked.Increment(ref _internalErrors);
        if (exception is ObjectDisposedException { ObjectName: var name } && name == _watched.ModelType)
        {
            _state = GuardState.ModelDisposed;
            _watched.Extended.Dispose();
            _messages.Once($"{name} was disposed, so there is nothing to watch any more. Dispose the guard before the model.");
            return;
        }

        _messages.Once($"an error inside the monitor was contained, training goes on: {exception.GetType().Name}: {exception.Message}");
        if (++_errorsInARow < ErrorsInARowToSwitchOff || _state != GuardState.Active)
            return;

        _state = GuardState.SwitchedOff;
        _watched.Extended.Dispose();
        _messages.Once($"the monitor switched itself off after {ErrorsInARowToSwitchOff} errors in a row.");
    }
}
