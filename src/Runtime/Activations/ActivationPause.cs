namespace GradGuard.Activations;

/// <summary>Holds the hooks of a meter back until disposed.</summary>
internal readonly struct ActivationPause : IDisposable
{
    private readonly ActivationMeter? _meter;
    private readonly bool _wasArmed;

    public ActivationPause(ActivationMeter? meter)
    {
        _meter = meter;
        _wasArmed = meter?.Pause() == true;
    }

    public void Dispose() => _meter?.Resume(_wasArmed);
}
