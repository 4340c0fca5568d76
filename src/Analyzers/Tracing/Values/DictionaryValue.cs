namespace GradGuard.Analyzers.Tracing;

/// <summary>Keys to values, in the order in which they were added. What a repeated block adds stands for all of its turns.</summary>
internal sealed class DictionaryValue(RepeatScope? scope = null) : AbstractValue
{
    private readonly List<Entry> _entries = [];

    public IReadOnlyList<Entry> Entries => _entries;

    public ListValue Keys => Each(entry => entry.Key);

    public ListValue Values => Each(entry => entry.Value);

    public ListValue Pairs => Each(entry => new TupleValue([entry.Key, entry.Value]));

    /// <summary>Whether a key that is not found is certainly not there.</summary>
    public bool HasKnownKeys => _entries.TrueForAll(entry => IsKnown(entry.Key) && ReferenceEquals(entry.Scope, scope));

    public static bool IsKnown(AbstractValue? key) => key is ConstantValue { Value: not null } || key is TupleValue tuple && tuple.Elements.All(IsKnown);

    /// <summary>The value of the entry with this very key; null where there is none, or none that is known to be it.</summary>
    public AbstractValue? At(AbstractValue? key) => IdentityOf(key) is { } identity ? _entries.Find(entry => identity.Equals(entry.Identity))?.Value : null;

    /// <summary>Sets an entry from code that runs in the given block.</summary>
    public void Set(AbstractValue key, AbstractValue value, RepeatScope? current)
    {
        Remove(key);
        _entries.Add(new(IdentityOf(key), key, value, current));
    }

    public bool Remove(AbstractValue? key) => IdentityOf(key) is { } identity && _entries.RemoveAll(entry => identity.Equals(entry.Identity)) > 0;

    public bool Clear()
    {
        _entries.Clear();
        return true;
    }

    // A number that only a run knows is itself wherever it has the same name.
    private static object? IdentityOf(AbstractValue? key) => key switch
    {
        ConstantValue constant => constant.Value,
        SymbolicNumber or OpaqueValue => (key.Name, key.GetType()),
        TupleValue tuple when tuple.Elements.Select(IdentityOf).ToList() is var parts && !parts.Contains(null) => (string.Join(", ", parts), typeof(TupleValue)),
        _ => null,
    };

    private ListValue Each(Func<Entry, AbstractValue> part)
    {
        var list = new ListValue([], scope);
        foreach (var entry in _entries)
            list.Add(part(entry), entry.Scope);

        return list;
    }

    /// <summary>A key and its value.</summary>
    /// <param name="Identity">What equal keys have in common; null for a key that only a run knows.</param>
    /// <param name="Key">The key.</param>
    /// <param name="Value">The value.</param>
    /// <param name="Scope">The repeated block that adds it at every turn.</param>
    internal sealed record Entry(object? Identity, AbstractValue Key, AbstractValue Value, RepeatScope? Scope);
}
