namespace GradGuard.Analyzers.Settings;

/// <summary>Which known word a misspelt one was meant to be.</summary>
internal static class Spelling
{
    // A misspelling leaves three letters of four as they are; below that the likeness is by chance.
    private const int LettersPerSlip = 4;

    /// <summary>The candidate that takes the fewest letters to change, whatever their case; null where that is more than one in four.</summary>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        var (nearest, slips) = candidates.Select(candidate => (candidate, Slips(word.ToLowerInvariant(), candidate.ToLowerInvariant())))
            .OrderBy(pair => pair.Item2).ThenBy(pair => pair.candidate, StringComparer.Ordinal).First();
        return slips * LettersPerSlip <= nearest.Length ? nearest : null;
    }

    /// <summary>Letters to put in, take out or change to make one word the other (Wagner and Fischer 1974), row by row.</summary>
    private static int Slips(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var changed = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[other.Length];
    }
}
