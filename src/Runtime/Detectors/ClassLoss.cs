using GradGuard.Snapshots;

namespace GradGuard.Detectors;

/// <summary>
/// Whether the loss is a mean cross-entropy over classes: the last layer scores classes, and the first loss is near ln C, which an untrained
/// network gives by knowing nothing. Where that is so, the loss has a size that means something.
/// </summary>
internal sealed class ClassLoss
{
    // Initial scores are some tenths apart, which raises the loss by less than that.
    private const double Tolerance = 0.15;

    private double? _first;

    /// <summary>Classes; null where it is no such loss, or not known yet.</summary>
    public long? Classes { get; private set; }

    /// <summary>The loss of a guess, ln C in nats; NaN where <see cref="Classes"/> is null.</summary>
    public double Chance => Classes is { } count ? Math.Log(count) : double.NaN;

    /// <summary>Whether the first loss was the negative of a cross-entropy.</summary>
    public bool IsNegated => _first < 0;

    /// <summary>Takes a step in; steps without a loss count for nothing.</summary>
    public void Observe(StepSnapshot snapshot)
    {
        if (snapshot.Loss is not { } loss || !double.IsFinite(loss))
            return;

        _first ??= loss;
        var chance = snapshot.ClassCount is { } count ? Math.Log(count) : double.NaN;
        Classes = Math.Abs(Math.Abs(_first.Value) - chance) <= Tolerance * chance ? snapshot.ClassCount : null;
    }
}
