namespace GradGuard.Statistics;

/// <summary>Median of the last values, kept sorted: a baseline that single outliers do not move.</summary>
internal sealed class RunningMedian(int window)
{
    private readonly double[] _inOrder = new double[window];
    private readonly double[] _sorted = new double[window];
    private long _added;

    public int Count => (int)Math.Min(_added, window);

    /// <summary>The lower median, 0 before the first value.</summary>
    public double Value => Count == 0 ? 0 : _sorted[(Count - 1) / 2];

    /// <summary>The value below which a share <paramref name="share"/> of the window lies, 0 before the first value.</summary>
    public double Quantile(double share) => Count == 0 ? 0 : _sorted[(int)Math.Round(share * (Count - 1))];

    /// <summary>Share of the window strictly below <paramref name="value"/>, 0 before the first value.</summary>
    public double ShareBelow(double value)
    {
        var below = 0;
        while (below < Count && _sorted[below] < value)
            below++;

        return Count == 0 ? 0 : (double)below / Count;
    }

    /// <summary>Adds a finite value.</summary>
    public void Add(double value)
    {
        var count = Count;
        var slot = (int)(_added % window);
        if (_added >= window)
        {
            var leaving = Array.BinarySearch(_sorted, 0, count, _inOrder[slot]);
            Array.Copy(_sorted, leaving + 1, _sorted, leaving, count - leaving - 1);
            count--;
        }

        var at = Array.BinarySearch(_sorted, 0, count, value);
        at = at < 0 ? ~at : at;
        Array.Copy(_sorted, at, _sorted, at + 1, count - at);
        _sorted[at] = value;
        _inOrder[slot] = value;
        _added++;
    }
}
