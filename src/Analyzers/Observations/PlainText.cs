using System.Globalization;
using System.Text;

namespace GradGuard.Analyzers.Observations;

/// <summary>Text of a report as a message may show it: a report is a file like any other, and may hold anything.</summary>
internal static class PlainText
{
    private const int Longest = 320;

    /// <summary>One line without control characters or marks that turn the direction of writing, cut where it is too long.</summary>
    public static string Of(string text)
    {
        var plain = new StringBuilder(Math.Min(text.Length, Longest + 1));
        foreach (var letter in text)
        {
            if (plain.Length == Longest)
                return plain.Append('…').ToString();

            plain.Append(char.GetUnicodeCategory(letter) switch
            {
                UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                    or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => '\uFFFD',
                _ => letter,
            });
        }

        return plain.ToString();
    }
}
