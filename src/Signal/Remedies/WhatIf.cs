namespace GradGuard.Signal;

/// <summary>What a remedy would give.</summary>
/// <param name="Remedy">The remedy.</param>
/// <param name="Graph">The model with it.</param>
/// <param name="Prediction">Its gradients.</param>
public sealed record WhatIf(Remedy Remedy, LayerGraph Graph, FlowPrediction Prediction)
{
    /// <summary>
    /// Whether the prediction then lies inside the limits: the ratio at the usual values between <see cref="Limits.SaturatingRatio"/> and
    /// <see cref="Limits.ExplodingRatio"/>, the signal's growth below <see cref="Limits.ForwardGrowth"/>, and what of it the last layer takes
    /// above <see cref="Limits.FadedSignal"/>.
    /// </summary>
    public bool Heals =>
        Prediction.UsualLog10Ratio > Math.Log10(Limits.SaturatingRatio)
        && Prediction.UsualLog10Ratio < Math.Log10(Limits.ExplodingRatio)
        && Prediction.UsualLog10ForwardGrowth < Math.Log10(Limits.ForwardGrowth)
        && Prediction.UsualLog10LastInput > Math.Log10(Limits.FadedSignal);

    /// <summary>
    /// Tries remedies; those that heal come first, and among equals the one whose ratio is nearest to 1, as
    /// |<see cref="FlowPrediction.UsualLog10Ratio"/>|.
    /// </summary>
    /// <param name="graph">The model.</param>
    /// <param name="remedies">What to try; <see cref="Remedy.Candidates"/> lists the usual ones.</param>
    /// <param name="setting">Batch and loss; null for the usual ones.</param>
    /// <param name="cancellation">Stops it between two nodes.</param>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public static IReadOnlyList<WhatIf> Try(
        LayerGraph graph, IEnumerable<Remedy> remedies, TrainingSetting? setting = null, CancellationToken cancellation = default) =>
        [.. remedies
            .Select(remedy => (remedy, changed: remedy.ApplyTo(graph)))
            .Select(trial => new WhatIf(trial.remedy, trial.changed, SignalPropagation.Predict(trial.changed, setting, cancellation)))
            .OrderByDescending(trial => trial.Heals)
            .ThenBy(trial => double.IsNaN(trial.Prediction.UsualLog10Ratio) ? double.PositiveInfinity : Math.Abs(trial.Prediction.UsualLog10Ratio))];
}
