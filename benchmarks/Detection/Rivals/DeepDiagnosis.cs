namespace GradGuard.Detection.Rivals;

/// <summary>
/// DeepDiagnosis (Wardat et al., ICSE 2022): its rules on gradients, weights and loss with its defaults. Those on activations are left
/// out.
/// </summary>
internal sealed class DeepDiagnosis : IRival
{
    public const string Title = "DeepDiagnosis";

    private const double VanishingMean = 1e-7;
    private const double SmallestUpdateRatio = 1e-5;
    private const double LargestUpdateRatio = 1e-1;
    private const double SmallestVariance = 1e-5;
    private const double LargestVariance = 10;

    public string Name => Title;

    public bool Alarms(Observation observation) =>
        !double.IsFinite(observation.Loss)
        || observation.Weights.Any(weight => !weight.IsFinite || weight.MeanMagnitude < VanishingMean
            || weight.UpdateRatio is < SmallestUpdateRatio or > LargestUpdateRatio || weight.Variance is < SmallestVariance or > LargestVariance);
}
