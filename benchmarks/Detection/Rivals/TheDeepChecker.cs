namespace GradGuard.Detection.Rivals;

/// <summary>
/// TheDeepChecker (Ben Braiek and Khomh, TOSEM 2022): its rules on gradients, updates and loss with its defaults. Those on activations
/// are left out.
/// </summary>
internal sealed class TheDeepChecker : IRival
{
    public const string Title = "TheDeepChecker";

    private const double VanishingMean = 1e-6;
    private const double ExplodingMean = 1e6;
    private const double LargestLogUpdate = -1;
    private const double SmallestLogUpdate = -4;
    private const double DivergingGrowth = 2;

    private double _lowestLoss = double.PositiveInfinity;

    public string Name => Title;

    public bool Alarms(Observation observation)
    {
        _lowestLoss = Math.Min(_lowestLoss, observation.Loss);
        return !double.IsFinite(observation.Loss) || (_lowestLoss > 0 && observation.Loss >= DivergingGrowth * _lowestLoss)
            || observation.Weights.Any(weight => !weight.IsFinite || weight.MeanMagnitude is < VanishingMean or > ExplodingMean
                || Math.Log10(weight.MeanUpdateRatio) is < SmallestLogUpdate or > LargestLogUpdate);
    }
}
