namespace GradGuard.Snapshots;

/// <summary>
/// Each layer's weight-gradient norm over the first <see cref="Steps"/> sampled steps, as a mean of logarithms: the measurement that a
/// prediction made for the initial weights is to be held against.
/// </summary>
internal sealed class InitialNorms(int layerCount)
{
    /// <summary>Sampled steps averaged over: enough to even out batches, too few for the weights to go far.</summary>
    public const int Steps = 10;

    private readonly double[] _sumOfLog10 = new double[layerCount];
    private int _steps;

    public void Add(StepSnapshot snapshot)
    {
        if (_steps == Steps || snapshot.NonFiniteCount > 0 || snapshot.MissingCount == snapshot.Parameters.Length)
            return;

        _steps++;
        for (var layer = 0; layer < layerCount; layer++)
            _sumOfLog10[layer] += Math.Log10(snapshot.WeightGradientNormBuffer[layer]);
    }

    /// <summary>log10 of the norm, null before the first step or where the layer has no weight or no gradient.</summary>
    public double? Log10Norm(int layer)
    {
        var mean = _sumOfLog10[layer] / _steps;
        return double.IsFinite(mean) ? mean : null;
    }
}
