using GradGuard.Signal;

namespace GradGuard.Detectors;

/// <summary>The thresholds of the detectors, each with its source. Windows count sampled steps.</summary>
public sealed record DetectorSettings
{
    /// <summary>The defaults.</summary>
    public static DetectorSettings Default { get; } = new();

    /// <summary>
    /// Sampled steps that a lasting condition is judged over. Residual branches and heads that start at zero pass their first few
    /// steps with no gradient at all (Zhang et al. 2019, "Fixup"; Bachlechner et al. 2021, "ReZero"), and a verdict must come within 50.
    /// </summary>
    public int PersistenceWindow { get; init; } = 20;

    /// <summary>Of the <see cref="PersistenceWindow"/>, how many steps must show the condition.</summary>
    public int PersistenceRequired { get; init; } = 18;

    /// <summary>First weight layer's gradient norm over the last one's, below which the gradient has vanished (warning).</summary>
    public double VanishingRatio { get; init; } = Limits.VanishingRatio;

    /// <summary>The same ratio, below which the gradient is weak (info): AUTOTRAINER's 1e-3 (Zhang et al., ICSE 2021).</summary>
    public double WeakRatio { get; init; } = Limits.SaturatingRatio;

    /// <summary>First weight layer's gradient norm over the last one's, above which the gradient explodes with depth.</summary>
    public double ExplodingRatio { get; init; } = Limits.ExplodingRatio;

    /// <summary>
    /// Growth of the global norm over the highest level it has held, above which training blows up. Megatron-LM calls ten times the
    /// largest of the first hundred norms a spike; a healthy run grows by less than a hundredfold from its first steps.
    /// </summary>
    public double ExplodingGrowth { get; init; } = 1e3;

    /// <summary>
    /// Global norm below which growth is no explosion: published recipes clip at 1 to 10 (Pascanu et al. 2013), so a smaller norm
    /// needs no cure. The one absolute limit here.
    /// </summary>
    public double ExplodingFloor { get; init; } = 10;

    /// <summary>Norm over the highest recent and earlier level, above which a step is a spike: Megatron-LM's factor of 10.</summary>
    public double SpikeFactor { get; init; } = 10;

    /// <summary>
    /// ‖Δw‖ / ‖w‖ of a step above which weights are torn about. SageMaker Debugger allows 10, TheDeepChecker (Ben Braiek and Khomh,
    /// TOSEM 2022) 0.1; small layers under Adam pass 0.1 in healthy runs.
    /// </summary>
    public double LargestUpdateRatio { get; init; } = 1;

    /// <summary>
    /// ‖Δw‖ / ‖w‖ of the first steps, in the middle layer of all, from which a loss that does not fall is put down to the learning rate:
    /// TheDeepChecker's 0.1 and DeepDiagnosis' upper limit. By itself it is no fault: Adam at 2e-2 passes it in healthy runs.
    /// </summary>
    public double TearingUpdateRatio { get; init; } = 0.1;

    /// <summary>
    /// ‖Δw‖ / ‖w‖ of a step that no layer has ever passed, below which training does not get anywhere: a million steps for a weight's own
    /// size. DeepDiagnosis (Wardat et al., ICSE 2022) warns below 1e-5, which fine-tuning passes, SageMaker Debugger below 1e-8.
    /// </summary>
    public double SmallestUpdateRatio { get; init; } = 1e-6;

    /// <summary>How far below or above both its neighbours a layer's gradient norm is out of line: four decades, as for <see cref="VanishingRatio"/>.</summary>
    public double ImbalanceFactor { get; init; } = 1 / Limits.VanishingRatio;

    /// <summary>Share of a layer's units without any gradient from which it is dying: AUTOTRAINER's 0.7.</summary>
    public double DeadShare { get; init; } = 0.7;

    /// <summary>
    /// Share of an activation's outputs that are saturated from which it passes hardly any gradient. DeepDiagnosis (Wardat et al., ICSE
    /// 2022) reports half, which gates and well-trained tanh layers reach in healthy runs; TheDeepChecker's measure of saturation is held against 0.85.
    /// </summary>
    public double SaturatedShare { get; init; } = 0.85;

    /// <summary>Growth of the loss over its level at the start that is no noise any more: TheDeepChecker's divergence is 2, doubled here for loss scaling and curricula.</summary>
    public double LossGrowth { get; init; } = 4;
}
