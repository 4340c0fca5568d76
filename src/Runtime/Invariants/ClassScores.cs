using GradGuard.Snapshots;
using TorchSharp.Modules;

namespace GradGuard.Invariants;

/// <summary>
/// Whether the last weight layer gives scores of classes to a softmax: probabilities sum to 1, so the gradient of the layer's bias sums to 0,
/// whatever the loss makes of them. Read in the first steps that have such a gradient; it costs nothing after.
/// </summary>
internal sealed class ClassScores
{
    /// <summary>Steps that must all agree: a sum that is 0 by chance in one is not in the next.</summary>
    private const int Steps = 3;

    // float32 rounds at 6e-8 of each element; what is no such sum is not within a thousandth of 0.
    private const double Tolerance = 1e-4;

    private const int FewestClasses = 2;

    private long? _classes;
    private int _parameterCount = -1;
    private int _agreed;
    private bool _isDecided;

    /// <summary>Reads the gradient as backward left it, before clipping, and writes the number of classes into the snapshot once it is known.</summary>
    public void Measure(ReadOnlySpan<Parameter> parameters, StepSnapshot snapshot)
    {
        if (parameters.Length != _parameterCount)
            (_parameterCount, _agreed, _isDecided, _classes) = (parameters.Length, 0, false, null);

        if (!_isDecided)
            Look(parameters, snapshot);

        snapshot.ClassCount = _classes;
    }

    private void Look(ReadOnlySpan<Parameter> parameters, StepSnapshot snapshot)
    {
        if (BiasOf(snapshot) is not { } index)
        {
            _isDecided = true;
            return;
        }

        using var gradient = parameters[index].grad;
        if (snapshot.NonFiniteCount > 0 || TensorValues.Copy(gradient) is not { } values)
            return;

        double sum = 0, magnitude = 0;
        foreach (var value in values)
            (sum, magnitude) = (sum + value, magnitude + Math.Abs(value));

        if (magnitude == 0)
            return;

        var sumsToZero = Math.Abs(sum) <= Tolerance * magnitude;
        _isDecided = !sumsToZero || ++_agreed == Steps;
        _classes = _isDecided && sumsToZero ? values.Length : null;
    }

    // Half precision rounds too coarsely to tell; a layer of several biases is no plain layer of scores.
    private static int? BiasOf(StepSnapshot snapshot)
    {
        int? bias = null;
        var catalog = snapshot.Catalog;
        for (var i = 0; i < catalog.Parameters.Length; i++)
        {
            if (catalog.LayerOfParameter[i] != catalog.LastWeightLayer || catalog.Parameters[i].IsWeight)
                continue;

            if (bias is not null || catalog.Parameters[i].ElementCount < FewestClasses || catalog.Parameters[i].IsFloat16)
                return null;

            bias = i;
        }

        return bias;
    }
}
