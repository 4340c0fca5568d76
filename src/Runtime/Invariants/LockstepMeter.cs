using System.Collections.Immutable;
using GradGuard.Layers;
using GradGuard.Snapshots;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GradGuard.Invariants;

/// <summary>
/// Looks, once, for layers whose units have equal weights and equal gradients after some steps: they started alike, they are told the same,
/// and so they stay alike (Goodfellow et al. 2016, 8.4, "break symmetry").
/// </summary>
internal sealed class LockstepMeter
{
    // A layer that is constant at first, under units that differ, is alike no more after a few steps.
    private static readonly int[] Looks = [10, 20];

    private const long Rows = 16;

    // Rows that are computed alike differ by float32's rounding, 6e-8, a little more after some steps.
    private const double LargestWeightSpread = 1e-2;
    private const double LargestGradientSpread = 1e-4;

    private ImmutableArray<int> _alike = [];
    private int _steps;

    public void Measure(ReadOnlySpan<Parameter> parameters, StepSnapshot snapshot)
    {
        snapshot.LockstepLayers = [];
        _steps++;
        if (!Looks.Contains(_steps) || parameters.Length != snapshot.Catalog.Parameters.Length)
            return;

        var alike = ImmutableArray.CreateBuilder<int>();
        for (var i = 0; i < parameters.Length; i++)
            if (CanBeAlike(snapshot.Catalog.Parameters[i]) && AreAlike(parameters[i]))
                alike.Add(snapshot.Catalog.LayerOfParameter[i]);

        if (_steps == Looks[^1])
            snapshot.LockstepLayers = [.. alike.Where(_alike.Contains).Distinct().Order()];

        _alike = alike.ToImmutable();
    }

    // The rows of an embedding are tokens, many of which have not occurred yet.
    private static bool CanBeAlike(in ParameterEntry entry) => entry.IsWeight && !entry.ModuleType.StartsWith("Embedding", StringComparison.Ordinal);

    private static bool AreAlike(Parameter weight)
    {
        var rows = Math.Min(Rows, weight.shape[0]);
        if (rows < 2)
            return false;

        using var gradient = weight.grad;
        return IsSpreadBelow(weight, rows, LargestWeightSpread) && IsSpreadBelow(gradient, rows, LargestGradientSpread);
    }

    private static bool IsSpreadBelow(Tensor? tensor, long rows, double limit)
    {
        if (TensorValues.CopyRows(tensor, rows) is not { } values)
            return false;

        var length = values.Length / (int)rows;
        var first = values.AsSpan(0, length);
        double size = 0;
        foreach (var value in first)
            size += (double)value * value;

        for (var row = 1; row < rows && size > 0; row++)
        {
            double difference = 0;
            for (var i = 0; i < length; i++)
                difference += Math.Pow(values[(row * length) + i] - first[i], 2);

            if (!(difference <= limit * limit * size))
                return false;
        }

        return size > 0;
    }
}
