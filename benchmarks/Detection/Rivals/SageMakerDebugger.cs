namespace GradGuard.Detection.Rivals;

/// <summary>
/// Amazon SageMaker Debugger's built-in rules on gradients, weights and loss with their defaults: VanishingGradient, ExplodingTensor,
/// AllZero, WeightUpdateRatio, UnchangedTensor and LossNotDecreasing. Those on activations are left out.
/// </summary>
internal sealed class SageMakerDebugger : IRival
{
    public const string Title = "SageMaker Debugger";

    private const double VanishingMean = 1e-7;
    private const double LargestUpdateRatio = 10;
    private const double SmallestUpdateRatio = 1e-8;
    private const int UnchangedObservations = 3;
    private const double LeastDecrease = 0.001;

    private int _unchanged;
    private double? _lastLoss;

    public string Name => Title;

    public bool Alarms(Observation observation)
    {
        var isDecreasing = _lastLoss is not { } last || observation.Loss <= last * (1 - LeastDecrease);
        _lastLoss = observation.Loss;
        _unchanged = observation.Parameters.Any(parameter => parameter.IsUnchanged) ? _unchanged + 1 : 0;
        return !isDecreasing || _unchanged >= UnchangedObservations || observation.Parameters.Any(parameter =>
            !parameter.IsFinite || parameter.MeanMagnitude < VanishingMean || parameter.ZeroShare == 1
            || parameter.UpdateRatio > LargestUpdateRatio || parameter.UpdateRatio < SmallestUpdateRatio);
    }
}
