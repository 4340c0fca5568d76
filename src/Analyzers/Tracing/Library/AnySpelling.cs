namespace GradGuard.Analyzers.Tracing;

/// <summary>Names that differ in capitals and underscores only are equal: LeakyReLU and leaky_relu_.</summary>
internal sealed class AnySpelling : IEqualityComparer<string>
{
    private const char Underscore = '_';

    public bool Equals(string? x, string? y)
    {
        if (x is null || y is null)
            return x == y;

        var (i, k) = (0, 0);
        while (true)
        {
            i = Next(x, i);
            k = Next(y, k);
            if (i == x.Length || k == y.Length)
                return i == x.Length && k == y.Length;
            if (char.ToLowerInvariant(x[i++]) != char.ToLowerInvariant(y[k++]))
                return false;
        }
    }

    public int GetHashCode(string name)
    {
        var hash = 17;
        foreach (var letter in name)
            if (letter != Underscore)
                hash = unchecked((hash * 31) + char.ToLowerInvariant(letter));

        return hash;
    }

    private static int Next(string name, int place)
    {
        while (place < name.Length && name[place] == Underscore)
            place++;

        return place;
    }
}
