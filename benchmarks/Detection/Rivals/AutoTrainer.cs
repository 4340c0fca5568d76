namespace GradGuard.Detection.Rivals;

/// <summary>
/// AUTOTRAINER (Zhang et al., ICSE 2021): its rules on gradients and loss with its defaults. Those on accuracy over epochs
/// (oscillating loss, slow convergence) are left out, since these runs have none.
/// </summary>
internal sealed class AutoTrainer : IRival
{
    public const string Title = "AUTOTRAINER";

    private const double VanishingRatio = 1e-3;
    private const double VanishingNorm = 1e-4;
    private const double ExplodingRatio = 70;
    private const double ExplodingLoss = 1e3;
    private const double DyingShare = 0.7;

    public string Name => Title;

    public bool Alarms(Observation observation)
    {
        if (!double.IsFinite(observation.Loss) || observation.Loss >= ExplodingLoss || observation.Parameters.Any(parameter => !parameter.IsFinite))
            return true;

        var weights = observation.Weights.ToList();
        if (weights.Count == 0)
            return false;

        var ratio = weights[0].GradientNorm / weights[^1].GradientNorm;
        var elements = observation.Parameters.Average(parameter => parameter.ZeroShare);
        return (ratio < VanishingRatio && weights[0].GradientNorm < VanishingNorm) || ratio > ExplodingRatio || elements >= DyingShare;
    }
}
