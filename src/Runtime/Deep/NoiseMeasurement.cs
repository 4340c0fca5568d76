using System.Collections.Immutable;
using GradGuard.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GradGuard.Deep;

/// <summary>Takes the gradients of micro-batches one after the other, keeping their sum and the latest one only.</summary>
internal sealed class NoiseMeasurement
{
    private readonly LayerCatalog _catalog;
    private readonly IReadOnlyList<Parameter> _parameters;
    private readonly double[] _cosineSums;
    private readonly bool[] _hasNoCosine;
    private readonly List<double[]> _norms = [];
    private double _sumOfSquares;

    private NoiseMeasurement(LayerCatalog catalog, IReadOnlyList<Parameter> parameters)
    {
        _catalog = catalog;
        _parameters = parameters;
        _cosineSums = new double[catalog.Layers.Length];
        _hasNoCosine = new bool[catalog.Layers.Length];
    }

    /// <summary>Measures.</summary>
    /// <param name="catalog">The layers.</param>
    /// <param name="parameters">The parameters, parallel to the catalogue's.</param>
    /// <param name="microBatches">Micro-batches, from 2.</param>
    /// <param name="samples">Samples in each.</param>
    /// <param name="lossOf">The mean loss of the micro-batch of an index.</param>
    public static NoiseScale Run(LayerCatalog catalog, IReadOnlyList<Parameter> parameters, int microBatches, long samples, Func<int, Tensor> lossOf)
    {
        var measurement = new NoiseMeasurement(catalog, parameters);
        GradientVector? sum = null, previous = null;
        try
        {
            for (var i = 0; i < microBatches; i++)
            {
                var gradient = measurement.Gradient(lossOf, i);
                measurement.Compare(gradient, previous);
                sum ??= GradientVector.Zero(parameters);
                sum.Add(gradient, 1);

                previous?.Dispose();
                previous = gradient;
            }

            sum!.Scale(1.0 / microBatches);
            return measurement.Conclude(sum, microBatches, samples);
        }
        finally
        {
            sum?.Dispose();
            previous?.Dispose();
        }
    }

    private GradientVector Gradient(Func<int, Tensor> lossOf, int index)
    {
        using var scope = NewDisposeScope();
        using var _ = enable_grad();
        return GradientVector.Of(lossOf(index), _parameters);
    }

    private void Compare(GradientVector gradient, GradientVector? previous)
    {
        var squares = ByLayer(gradient, gradient);
        _sumOfSquares += squares.Sum();
        var norms = Array.ConvertAll(squares, Math.Sqrt);
        if (previous is not null)
        {
            var products = ByLayer(gradient, previous);
            for (var layer = 0; layer < products.Length; layer++)
            {
                var cosine = products[layer] / (norms[layer] * _norms[^1][layer]);
                _hasNoCosine[layer] |= !double.IsFinite(cosine);
                _cosineSums[layer] += cosine;
            }
        }

        _norms.Add(norms);
    }

    private double[] ByLayer(GradientVector left, GradientVector right)
    {
        var sums = new double[_catalog.Layers.Length];
        for (var i = 0; i < _parameters.Count; i++)
            sums[_catalog.LayerOfParameter[i]] += left.Dot(right, i);

        return sums;
    }

    private NoiseScale Conclude(GradientVector mean, int microBatches, long samples)
    {
        var squares = ByLayer(mean, mean);
        var (gradientSquared, noiseTrace) = NoiseScale.Estimate(samples, _sumOfSquares / microBatches, samples * microBatches, squares.Sum());
        var paths = _catalog.Layers.Select(layer => layer.Path).ToImmutableArray();
        return new NoiseScale(
            microBatches,
            samples,
            gradientSquared,
            noiseTrace,
            Math.Sqrt(squares.Sum()),
            [.. paths.Select((path, i) => new LayerNoise(path, Math.Sqrt(squares[i]), _hasNoCosine[i] ? null : Math.Clamp(_cosineSums[i] / (microBatches - 1), -1, 1)))],
            LayerCovariance.Of(paths, _norms));
    }
}
