using System.Globalization;

namespace GradGuard.Reports;

/// <summary>Names and messages of a run as they may be shown anywhere. A run log is a file like any other, and may hold anything.</summary>
public static class PlainText
{
    private const char Replacement = '\uFFFD';

    /// <summary>
    /// The text with every control character, half surrogate and mark that turns the direction of writing replaced: no terminal obeys
    /// it, no XML parser refuses it, and it reads as it is spelled.
    /// </summary>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        for (var i = 0; i < text.Length; i++)
            if (!IsPlain(text, i))
                return string.Create(text.Length, text, static (plain, text) =>
                {
                    for (var i = 0; i < plain.Length; i++)
                        plain[i] = IsPlain(text, i) ? text[i] : Replacement;
                });

        return text;
    }

    private static bool IsPlain(string text, int index) => char.GetUnicodeCategory(text[index]) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
        UnicodeCategory.Surrogate => char.IsHighSurrogate(text[index])
            ? index + 1 < text.Length && char.IsLowSurrogate(text[index + 1])
            : index > 0 && char.IsHighSurrogate(text[index - 1]),
        UnicodeCategory.OtherNotAssigned => text[index] < '\uFFFE',
        _ => true,
    };
}
