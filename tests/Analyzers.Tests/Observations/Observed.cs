using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.Analyzers.Tests.Observations;

/// <summary>Runs the three rules of observed runs over source and reports.</summary>
internal static class Observed
{
    /// <summary>Asserts that the findings in the source are exactly those marked, and returns all findings.</summary>
    public static async Task<IReadOnlyList<Diagnostic>> Findings(string source, params AdditionalText[] reports)
    {
        var markup = Markup.Parse(source);
        var found = await TestCompilation.Analyze(
            TestCompilation.OfValid(markup.Code), [Only.Rules(new ObservedVanishingRule(), new ObservedExplodingRule(), new ObservedDeadRule())], null, reports);
        Assert.Equal(
            markup.Findings.Select(expected => Describe(expected.Id ?? RuleIds.ObservedVanishing, expected.Span)).Order(),
            found.Where(diagnostic => diagnostic.Location.IsInSource).Select(diagnostic => Describe(diagnostic.Id, diagnostic.Location.SourceSpan)).Order());
        return found;

        string Describe(string id, TextSpan span) => $"{span.Start,8} {id} {markup.Code.Substring(span.Start, span.Length)}";
    }

    public static async Task<Diagnostic> Finding(string source, params AdditionalText[] reports) => Assert.Single(await Findings(source, reports));
}
