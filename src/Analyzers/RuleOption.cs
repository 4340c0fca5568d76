using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace GradGuard.Analyzers;

/// <summary>A number that users set in .editorconfig.</summary>
/// <param name="Key">Its key: "gradguard.GG0101.max_depth".</param>
/// <param name="Usual">Its value where they do not, or set one that it cannot have: <see cref="Rules.UnreadSettingRule"/> tells them.</param>
/// <param name="Range">The values that it can have.</param>
internal sealed record RuleOption(string Key, double Usual, OptionRange Range)
{
    public double Read(AnalyzerOptions options, SyntaxTree tree) =>
        options.AnalyzerConfigOptionsProvider.GetOptions(tree).TryGetValue(Key, out var text) && Parse(text) is { } value ? value : Usual;

    /// <summary>The number that a text of .editorconfig sets; null where it sets none, or one out of the range.</summary>
    public double? Parse(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && Range.Contains(value) ? value : null;
}
