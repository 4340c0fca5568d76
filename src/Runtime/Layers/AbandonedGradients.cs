using GradGuard.Snapshots;

namespace GradGuard.Layers;

/// <summary>
/// Suspects, from the gradients alone, that a parameter is no longer the model's: its gradient is gone, or stands as the step before left it
/// since no backward reaches it. TorchSharp tells nobody when a parameter or a module is replaced.
/// </summary>
internal sealed class AbandonedGradients
{
    // What backward computes anew does not agree to six digits; what clipping alone has changed does, within float32's rounding.
    private const double Tolerance = 1e-6;

    private double[] _sums = [];

    /// <summary>Tells that all gradients were multiplied by <paramref name="factor"/> since the step was measured.</summary>
    public void Scale(double factor)
    {
        for (var i = 0; i < _sums.Length; i++)
            _sums[i] *= factor * factor;
    }

    /// <summary>Whether a gradient of the step looks abandoned, held against the step before, which it replaces.</summary>
    public bool Suspects(StepSnapshot snapshot)
    {
        var parameters = snapshot.Parameters;
        if (_sums.Length != parameters.Length)
            _sums = new double[parameters.Length];

        var suspects = false;
        for (var i = 0; i < _sums.Length; i++)
        {
            var (before, now) = (_sums[i], snapshot.States[i] == GradientState.Missing ? 0 : parameters[i].SumOfSquares);
            suspects |= before > 0 && (snapshot.States[i] == GradientState.Missing || Math.Abs(now - before) <= Tolerance * before);
            _sums[i] = now;
        }

        return suspects;
    }
}
