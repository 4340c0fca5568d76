namespace GradGuard.Reports.History;

/// <summary>
/// A quantity over a run of any length in a fixed number of buckets: when they are full, neighbours merge and each bucket stands for
/// twice as many steps. Extremes survive, so a spike of one step stays visible.
/// </summary>
internal sealed class EnvelopeSeries
{
    /// <summary>Buckets kept: as many as a wide chart has room to tell apart.</summary>
    public const int Capacity = 512;

    private readonly Envelope[] _buckets = new Envelope[Capacity];
    private int _count;
    private int _width = 1;
    private int _inLast;

    public ReadOnlySpan<Envelope> Buckets => _buckets.AsSpan(0, _count);

    /// <summary>Adds a step's value, NaN and infinity included; steps must grow.</summary>
    public void Add(long step, double value)
    {
        var added = Envelope.Of(step, value);
        if (_count > 0 && _inLast < _width)
        {
            _buckets[_count - 1] = _buckets[_count - 1].Then(added);
            _inLast++;
            return;
        }

        if (_count == Capacity)
            Halve();

        _buckets[_count++] = added;
        _inLast = 1;
    }

    public EnvelopeSeries Copy()
    {
        var copy = new EnvelopeSeries { _count = _count, _width = _width, _inLast = _inLast };
        Buckets.CopyTo(copy._buckets);
        return copy;
    }

    private void Halve()
    {
        for (var i = 0; i < Capacity / 2; i++)
            _buckets[i] = _buckets[2 * i].Then(_buckets[(2 * i) + 1]);

        _count = Capacity / 2;
        _width *= 2;
    }
}
