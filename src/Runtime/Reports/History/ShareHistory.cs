namespace GradGuard.Reports.History;

/// <summary>One share, 0 to 1, of some modules over a run of any length; modules are added as they are first seen.</summary>
internal sealed class ShareHistory
{
    private readonly Dictionary<string, int> _rowOf = [];
    private readonly List<string> _paths = [];
    private double[] _scratch = [];

    /// <summary>The modules, in order of their first appearance: the rows of <see cref="Shares"/>.</summary>
    public IReadOnlyList<string> Paths => _paths;

    public LayerHistory Shares { get; private set; } = new();

    /// <summary>Adds a step's shares; modules that are not among them are absent in it, as are those without a share.</summary>
    public void Add(long step, IReadOnlyList<(string Path, double? Share)> measured)
    {
        Admit(measured);
        if (_paths.Count == 0)
            return;

        Array.Fill(_scratch, LayerHistory.Absent);
        foreach (var (path, share) in measured)
            if (share is { } value)
                _scratch[_rowOf[path]] = value;

        Shares.Add(step, _scratch);
    }

    /// <summary>A module's largest share so far; null where it never had one.</summary>
    public double? Largest(string path)
    {
        if (!_rowOf.TryGetValue(path, out var row))
            return null;

        var largest = LayerHistory.Absent;
        for (var column = 0; column < Shares.ColumnCount; column++)
            largest = MathF.Max(largest, Shares.PeaksOf(column)[row]);

        return largest < 0 ? null : largest;
    }

    public ShareHistory Copy()
    {
        var copy = new ShareHistory { Shares = Shares.Copy(), _scratch = new double[_scratch.Length] };
        foreach (var path in _paths)
            copy.Admit(path);

        return copy;
    }

    private void Admit(IReadOnlyList<(string Path, double? Share)> measured)
    {
        var known = _paths.Count;
        foreach (var (path, share) in measured)
            if (share is not null)
                Admit(path);

        if (_paths.Count == known)
            return;

        Shares.Rearrange([.. Enumerable.Range(0, known)], _paths.Count);
        _scratch = new double[_paths.Count];
    }

    private void Admit(string path)
    {
        if (_rowOf.TryAdd(path, _paths.Count))
            _paths.Add(path);
    }
}
