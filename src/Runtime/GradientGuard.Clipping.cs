using System.Diagnostics;
using GradGuard.Clipping;
using GradGuard.Guarding;
using GradGuard.Snapshots;
using static TorchSharp.torch;

namespace GradGuard;

public sealed partial class GradientGuard
{
    /// <summary>How the clipping threshold stood to the norms of the last 100 clipped steps; null before the first.</summary>
    public ClipAdvice? ClipAdvice
    {
        get
        {
            lock (_gate)
                return _clips.Advice;
        }
    }

    /// <summary>
    /// Clips the gradients by their total norm like <c>torch.nn.utils.clip_grad_norm_</c>, with the pass that measures them anyway.
    /// Call it between backward and the optimizer's step. It clips whatever state the monitor is in.
    /// </summary>
    /// <param name="maxNorm">The largest total norm to leave, at least 0.</param>
    /// <param name="normType">The p of the p-norm, above 0; <see cref="double.PositiveInfinity"/> for the largest magnitude.</param>
    /// <param name="errorIfNonFinite">Whether to throw on a NaN or infinite norm rather than scale by it.</param>
    /// <returns>The total norm before clipping.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    /// <exception cref="InvalidOperationException">The norm is not finite and <paramref name="errorIfNonFinite"/> is set.</exception>
    public double ClipGradNorm(double maxNorm, double normType = 2, bool errorIfNonFinite = false)
    {
        if (!(maxNorm >= 0))
            throw new ArgumentOutOfRangeException(nameof(maxNorm), maxNorm, "Give a largest norm of 0 or more; 1.0 is usual.");

        if (!(normType > 0))
            throw new ArgumentOutOfRangeException(nameof(normType), normType, "Give a norm type above 0: 1, 2 or double.PositiveInfinity.");

        lock (_gate)
        {
            var started = Stopwatch.GetTimestamp();
            try
            {
                if (!TryMeasure(normType, out var snapshot, out var total))
                    return ClipWithoutMonitor(maxNorm, normType, errorIfNonFinite);

                ThrowIfNonFinite(total, errorIfNonFinite);
                Clip(snapshot, total, maxNorm);
                snapshot.ClipThreshold = normType == 2 ? maxNorm : null;
                return total;
            }
            finally
            {
                _watched.CloseGradients();
                _secondsThisStep += Stopwatch.GetElapsedTime(started).TotalSeconds;
            }
        }
    }

    /// <summary>
    /// Clips every gradient element to [-<paramref name="clipValue"/>, <paramref name="clipValue"/>] like
    /// <c>torch.nn.utils.clip_grad_value_</c>. That turns the gradient's direction, which <see cref="ClipGradNorm"/> does not.
    /// </summary>
    /// <param name="clipValue">The largest magnitude to leave, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="clipValue"/> is below 0 or NaN.</exception>
    public void ClipGradValue(double clipValue)
    {
        if (!(clipValue >= 0))
            throw new ArgumentOutOfRangeException(nameof(clipValue), clipValue, "Give a largest magnitude of 0 or more.");

        lock (_gate)
        {
            var started = Stopwatch.GetTimestamp();
            try
            {
                if (!TryMeasure(double.PositiveInfinity, out var snapshot, out var largest))
                {
                    if (_state != GuardState.ModelDisposed)
                        nn.utils.clip_grad_value_(_model.parameters(), Math.Min(clipValue, float.MaxValue));

                    return;
                }

                var normPostClip = snapshot.GlobalNormPreClip;
                if (!(largest <= clipValue))
                {
                    _watched.Gradients.Clamp(clipValue);
                    normPostClip = _watched.Gradients.Norm();
                }

                Note(snapshot, largest, clipValue, normPostClip, largest > clipValue ? normPostClip / snapshot.GlobalNormPreClip : 1);
            }
            finally
            {
                _watched.CloseGradients();
                _secondsThisStep += Stopwatch.GetElapsedTime(started).TotalSeconds;
            }
        }
    }

    private void Clip(StepSnapshot snapshot, double total, double maxNorm)
    {
        var coefficient = GradientClipper.Coefficient(total, maxNorm);
        if (coefficient != 1)
            _watched.ScaleGradients(coefficient);

        Note(snapshot, total, maxNorm, snapshot.GlobalNormPreClip * coefficient, coefficient);
    }

    private void Note(StepSnapshot snapshot, double norm, double threshold, double normPostClip, double factor)
    {
        _clips.Add(norm, threshold, factor);
        snapshot.ClipRequested = true;
        snapshot.Clipped = factor < 1;
        snapshot.GlobalNormPostClip = normPostClip;
        _measured = snapshot;
    }

    private bool TryMeasure(double normType, out StepSnapshot snapshot, out double total)
    {
        snapshot = null!;
        total = 0;
        if (_state != GuardState.Active)
            return false;

        try
        {
            snapshot = _watched.Measure();
            total = GradientClipper.TotalNorm(_watched.Gradients, snapshot, normType);
            return true;
        }
        catch (Exception exception)
        {
            Contain(exception);
            return false;
        }
    }

    // Clipping is part of training, so it happens whatever state the monitor is in.
    private double ClipWithoutMonitor(double maxNorm, double normType, bool errorIfNonFinite)
    {
        if (_state == GuardState.ModelDisposed)
            return 0;

        // TorchSharp refuses a threshold that float32 does not hold.
        var total = nn.utils.clip_grad_norm_(_model.parameters(), Math.Min(maxNorm, float.MaxValue), normType);
        ThrowIfNonFinite(total, errorIfNonFinite);
        return total;
    }

    private static void ThrowIfNonFinite(double total, bool errorIfNonFinite)
    {
        if (errorIfNonFinite && !double.IsFinite(total))
            throw new InvalidOperationException($"The total norm of the gradients is {total}, so they cannot be clipped. Look at guard.Findings for the layer, or pass errorIfNonFinite: false.");
    }
}
