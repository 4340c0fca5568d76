namespace GradGuard.Snapshots;

/// <summary>Each layer's gradient norms over the last <see cref="Window"/> sampled steps, with their maximum kept up to date.</summary>
internal sealed class RecentNorms(int layerCount)
{
    /// <summary>Sampled steps looked back on.</summary>
    public const int Window = 100;

    private readonly double[] _norms = new double[layerCount * Window];
    private readonly double[] _max = new double[layerCount];
    private long _written;

    /// <summary>Steps in the window, at most <see cref="Window"/>.</summary>
    public int Count => (int)Math.Min(_written, Window);

    public void Add(StepSnapshot snapshot)
    {
        var slot = (int)(_written++ % Window);
        for (var layer = 0; layer < layerCount; layer++)
        {
            var ring = _norms.AsSpan(layer * Window, Window);
            var leaving = ring[slot];
            var norm = snapshot.LayerBuffer[layer].Norm;
            ring[slot] = double.IsFinite(norm) ? norm : 0;
            if (ring[slot] >= _max[layer])
                _max[layer] = ring[slot];
            else if (leaving == _max[layer])
                _max[layer] = Max(ring);
        }

        _max.CopyTo(snapshot.RecentMaxBuffer, 0);
    }

    /// <summary>The norms of all layers at each step of the window, in no particular order; 0 for one that was not finite.</summary>
    public IEnumerable<double[]> Steps()
    {
        for (var step = 0; step < Count; step++)
        {
            var norms = new double[layerCount];
            for (var layer = 0; layer < layerCount; layer++)
                norms[layer] = _norms[(layer * Window) + step];

            yield return norms;
        }
    }

    /// <summary>Median over the window, 0 for an empty one; allocates, so not for every step.</summary>
    public double Median(int layer)
    {
        var sorted = _norms.AsSpan(layer * Window, Count).ToArray();
        Array.Sort(sorted);
        return sorted.Length == 0 ? 0 : sorted[sorted.Length / 2];
    }

    private static double Max(ReadOnlySpan<double> values)
    {
        var max = 0.0;
        foreach (var value in values)
            max = Math.Max(max, value);

        return max;
    }
}
