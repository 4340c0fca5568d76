namespace GradGuard.Reports.History;

/// <summary>
/// Each layer's weight-gradient norm over the first <see cref="Steps"/> sampled steps, as a mean of logarithms: the measurement that a
/// prediction made for the initial weights is to be held against.
/// </summary>
internal sealed class InitialNorms
{
    /// <summary>Sampled steps averaged over: enough to even out batches, too few for the weights to go far.</summary>
    public const int Steps = 10;

    private double[] _sumOfLog10 = [];
    private int _steps;

    public void Add(ReadOnlySpan<double> norms, bool hasNonFinite)
    {
        if (_steps == Steps || hasNonFinite)
            return;

        _steps++;
        for (var layer = 0; layer < norms.Length; layer++)
            _sumOfLog10[layer] += Math.Log10(norms[layer]);
    }

    /// <summary>log10 of the norm, null before the first step or where the layer has no weight or no gradient.</summary>
    public double? Log10Norm(int layer)
    {
        var mean = _sumOfLog10[layer] / _steps;
        return double.IsFinite(mean) ? mean : null;
    }

    // A layer that is new has no first steps to speak of.
    public void Rearrange(ReadOnlySpan<int> newIndex, int count)
    {
        var moved = new double[count];
        Array.Fill(moved, _steps == 0 ? 0 : double.NaN);
        for (var layer = 0; layer < newIndex.Length; layer++)
            moved[newIndex[layer]] = _sumOfLog10[layer];

        _sumOfLog10 = moved;
    }

    public InitialNorms Copy() => new() { _sumOfLog10 = [.. _sumOfLog10], _steps = _steps };
}
