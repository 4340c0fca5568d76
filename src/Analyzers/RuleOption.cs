using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace GradGuard.Analyzers;

/// <summary>A number that users set in .editorconfig.</summary>
/// <param name="Key">Its key: "gradguard.GG0101.max_depth".</param>
/// <param name="Usual">Its value where they do not.</param>
internal sealed record RuleOption(string Key, double Usual)
{
    public double Read(AnalyzerOptions options, SyntaxTree tree) =>
        options.AnalyzerConfigOptionsProvider.GetOptions(tree).TryGetValue(Key, out var text)
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : Usual;
}
