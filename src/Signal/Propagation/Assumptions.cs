namespace GradGuard.Signal.Propagation;

/// <summary>
/// Values of what the code does not state. Each unknown has a usual value and a plausible range; one evaluation takes the usual value
/// of all of them, or the end of the range of one. The same key has the same value throughout, so that equal sizes cancel.
/// </summary>
internal sealed class Assumptions
{
    private readonly Dictionary<string, Plausible> _ranges;
    private string? _varied;
    private bool _high;

    public Assumptions()
        : this([])
    {
    }

    private Assumptions(Dictionary<string, Plausible> ranges) => _ranges = ranges;

    /// <summary>The same at the usual values, to be varied by itself.</summary>
    public Assumptions Copy() => new(new(_ranges));

    public IReadOnlyDictionary<string, Plausible> Ranges => _ranges;

    /// <summary>The usual values of everything.</summary>
    public void Reset() => _varied = null;

    /// <summary>The usual values of everything but one unknown.</summary>
    public void Vary(string key, bool high) => (_varied, _high) = (key, high);

    private double Value(string key, Plausible range)
    {
        if (!_ranges.TryGetValue(key, out Plausible known))
        {
            _ranges[key] = known = range;
        }

        return key == _varied ? (_high ? known.High : known.Low) : known.Usual;
    }

    public double Value(Place place, Plausible range) => Value(place.Key, range);

    /// <summary>A size as a number: stated, named, or unknown to this place only.</summary>
    public double Size(Size size, Place place, Plausible range) => size.Value is { } value
        ? Math.Max(value, 1)
        : Value(size.Symbol ?? place.Key, range);
}

/// <summary>An unknown that has no name in the code: what it is of which node.</summary>
/// <param name="Node">The node's index.</param>
/// <param name="Part">"out", "kernel".</param>
internal readonly record struct Place(int Node, string Part)
{
    public string Key => $"#{Node}.{Part}";
}
