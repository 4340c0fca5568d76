using Microsoft.CodeAnalysis;

namespace GradGuard.Documentation.Tests.Pages;

/// <summary>The code on the pages for users compiles, and practises what it preaches.</summary>
public sealed class SampleTests
{
    // The pages of the rules show bad code on purpose: RuleSampleTests looks at those.
    public static TheoryData<string> Paths => [.. Page.Paths.Where(path => !path.StartsWith("docs/rules/GG", StringComparison.Ordinal) && Sample.On(Page.Read(path).Text).Any())];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Rules_warn_of_the_samples_only_where_the_page_says_so(string path)
    {
        foreach (var sample in Sample.On(Page.Read(path).Text))
        {
            var warnings = (await SampleCompilation.Analyze(sample)).Where(found => found.Severity == DiagnosticSeverity.Warning).ToList();
            Assert.All(warnings, warning => Assert.Contains(warning.Location.GetLineSpan().StartLinePosition.Line, sample.LinesThatName(warning.Id)));
            Assert.Equal(sample.LinesThatName("GG").Count(), warnings.Count);
        }
    }
}
