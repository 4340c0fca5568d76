using System.Collections.Immutable;

namespace GradGuard.Deep;

/// <summary>
/// How the gradient norms of layers vary together, as covariances of their log10: a spike that all layers share comes from the data or the loss,
/// one that a layer has to itself comes from that layer.
/// </summary>
public sealed class LayerCovariance
{
    private readonly double[] _covariance;

    /// <summary>Of no layers.</summary>
    internal static LayerCovariance None { get; } = new([], 0, []);

    private LayerCovariance(ImmutableArray<string> paths, int observations, double[] covariance)
    {
        Paths = paths;
        Observations = observations;
        _covariance = covariance;
    }

    /// <summary>The layers, in order of execution.</summary>
    public ImmutableArray<string> Paths { get; }

    /// <summary>Steps or micro-batches that it rests on.</summary>
    public int Observations { get; }

    /// <summary>Covariance of two layers' log10 norms, in squared decades; the unbiased estimate. NaN for fewer than two observations.</summary>
    /// <param name="first">Index into <see cref="Paths"/>.</param>
    /// <param name="second">Index into <see cref="Paths"/>.</param>
    public double this[int first, int second] => _covariance[(first * Paths.Length) + second];

    /// <summary>Correlation of two layers' log10 norms, -1 to 1; NaN where one does not vary.</summary>
    /// <inheritdoc cref="this[int, int]"/>
    public double Correlation(int first, int second) => this[first, second] / Math.Sqrt(this[first, first] * this[second, second]);

    /// <summary>Computes the covariances; observations in which some norm is 0 or not finite are left out.</summary>
    /// <param name="paths">The layers.</param>
    /// <param name="norms">One array of norms, parallel to <paramref name="paths"/>, for each observation.</param>
    internal static LayerCovariance Of(ImmutableArray<string> paths, IEnumerable<double[]> norms)
    {
        var logarithms = norms.Select(row => Array.ConvertAll(row, Math.Log10)).Where(row => Array.TrueForAll(row, double.IsFinite)).ToList();
        var means = new double[paths.Length];
        foreach (var row in logarithms)
            for (var layer = 0; layer < means.Length; layer++)
                means[layer] += row[layer] / logarithms.Count;

        var covariance = new double[paths.Length * paths.Length];
        for (var first = 0; first < paths.Length; first++)
            for (var second = 0; second < paths.Length; second++)
                covariance[(first * paths.Length) + second] = logarithms.Count < 2
                    ? double.NaN
                    : logarithms.Sum(row => (row[first] - means[first]) * (row[second] - means[second])) / (logarithms.Count - 1);

        return new LayerCovariance(paths, logarithms.Count, covariance);
    }

    /// <summary>Covariances that were computed before.</summary>
    /// <param name="paths">The layers.</param>
    /// <param name="observations">Steps or micro-batches that they rest on.</param>
    /// <param name="lowerTriangle">Row by row up to the diagonal; n (n + 1) / 2 numbers for n layers.</param>
    internal static LayerCovariance Of(ImmutableArray<string> paths, int observations, IReadOnlyList<double> lowerTriangle)
    {
        var covariance = new double[paths.Length * paths.Length];
        for (var (first, next) = (0, 0); first < paths.Length; first++)
            for (var second = 0; second <= first; second++, next++)
                covariance[(first * paths.Length) + second] = covariance[(second * paths.Length) + first] = lowerTriangle[next];

        return new LayerCovariance(paths, observations, covariance);
    }

    /// <summary>The same for as many layers as asked for at most, evenly spread from the first to the last.</summary>
    internal LayerCovariance Thinned(int most)
    {
        if (Paths.Length <= most)
            return this;

        var kept = Enumerable.Range(0, most).Select(i => (int)((long)i * (Paths.Length - 1) / (most - 1))).ToArray();
        return new LayerCovariance([.. kept.Select(i => Paths[i])], Observations, [.. kept.SelectMany(_ => kept, (first, second) => this[first, second])]);
    }
}
