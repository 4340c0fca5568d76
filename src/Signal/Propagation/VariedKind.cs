namespace GradGuard.Signal.Propagation;

/// <summary>Unknowns that act alike, such as the widths of layers that nothing names, and those of them that are tried.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Tried">Some of them, at even distances in the order of execution.</param>
internal sealed record VariedKind(int Count, IReadOnlyList<string> Tried)
{
    /// <summary>Shares out what can be tried: a named size is a kind of its own and comes first, the others get even shares.</summary>
    /// <param name="keys">All unknowns; one that belongs to a place reads "#place.kind".</param>
    /// <param name="affordable">How many may be tried in all; each kind gets one at least.</param>
    public static IEnumerable<VariedKind> Of(IReadOnlyList<string> keys, int affordable)
    {
        string[][] kinds = [.. keys.GroupBy(Kind).Select(kind => kind.ToArray()).OrderBy(kind => kind.Length)];
        for (int i = 0; i < kinds.Length; i++)
        {
            int share = Math.Max(affordable / (kinds.Length - i), 1);
            string[] kind = kinds[i];
            int tried = Math.Min(kind.Length, share);
            affordable -= tried;
            yield return new(kind.Length, [.. Enumerable.Range(0, tried).Select(k => kind[((2 * k) + 1) * kind.Length / (2 * tried)])]);
        }
    }

    private static string Kind(string key) => key[0] == '#' && key.IndexOf('.') is > 0 and var dot ? key.Substring(dot) : key;
}
