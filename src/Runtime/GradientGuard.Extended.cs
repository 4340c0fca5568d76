using GradGuard.Guarding;
using GradGuard.Snapshots;

namespace GradGuard;

// What reaches from one step into the next: hooks that are armed before a forward pass, weights that are copied before an update.
public sealed partial class GradientGuard
{
    // The weights as they are now are what the next step will start from.
    private void BeginStep()
    {
        if (_state != GuardState.Active || !IsSampled(_steps + 1))
            return;

        var sampledStep = (_steps / _options.SampleEvery) + 1;
        try
        {
            _watched.Extended.Begin(sampledStep);
            if (_watched.Updates.IsDue(sampledStep))
                _watched.Updates.Begin(_watched.Parameters);
        }
        catch (Exception exception)
        {
            Contain(exception);
        }
    }

    private void CompleteExtended(StepSnapshot snapshot)
    {
        try
        {
            _watched.Extended.Complete(snapshot);
            if (snapshot.HasFreshActivations && snapshot.MissingCount < snapshot.Parameters.Length && _watched.Extended.TellSilence() is { } message)
                _messages.Once(message);
        }
        catch (Exception exception)
        {
            Contain(exception);
        }
    }
}
