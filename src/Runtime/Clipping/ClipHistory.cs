using GradGuard.Statistics;

namespace GradGuard.Clipping;

/// <summary>The norms that clipping met in the last <see cref="Window"/> steps it was asked for.</summary>
/// <param name="spikeFactor">Norm over the median from which a step is a spike, which clipping is for and which says nothing of healthy steps.</param>
internal sealed class ClipHistory(double spikeFactor)
{
    /// <summary>Steps looked back on.</summary>
    public const int Window = 100;

    private const double SuggestedPercentile = 0.95;

    private readonly RunningMedian _norms = new(Window);
    private readonly RunningMedian _factors = new(Window);
    private double _threshold;

    /// <summary>What the window says of the latest threshold; null before the first step.</summary>
    public ClipAdvice? Advice => _norms.Count == 0
        ? null
        : new ClipAdvice(
            _norms.Count, _threshold, _factors.ShareBelow(1), _norms.ShareBelow(_threshold), HealthyQuantile(), _factors.Value, _norms.Quantile(1));

    /// <summary>Adds a step; one whose norm is not finite teaches nothing.</summary>
    public void Add(double norm, double threshold, double factor)
    {
        if (!double.IsFinite(norm))
            return;

        _norms.Add(norm);
        _factors.Add(factor);
        _threshold = threshold;
    }

    private double HealthyQuantile() => _norms.Quantile(SuggestedPercentile * _norms.ShareBelow(spikeFactor * _norms.Value));
}
