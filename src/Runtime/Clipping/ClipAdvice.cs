namespace GradGuard.Clipping;

/// <summary>How a clipping threshold stands to the gradients that it met, over the last 100 clipped steps.</summary>
/// <param name="Steps">Steps looked back on, at most 100.</param>
/// <param name="Threshold">The latest threshold.</param>
/// <param name="ShrunkShare">Share of steps that were shrunk, 0 to 1.</param>
/// <param name="ThresholdPercentile">Share of the norms that lie below the threshold, 0 to 1.</param>
/// <param name="SuggestedThreshold">The 95th percentile of the norms of healthy steps, those that are no spikes: clips spikes and leaves ordinary steps alone.</param>
/// <param name="MedianFactor">What a median step is multiplied by, 0 to 1: the factor that clipping puts on the learning rate in effect.</param>
/// <param name="LargestNorm">The largest norm.</param>
public readonly record struct ClipAdvice(
    int Steps, double Threshold, double ShrunkShare, double ThresholdPercentile, double SuggestedThreshold, double MedianFactor, double LargestNorm);
