using System.Globalization;
using System.Text.RegularExpressions;
using GradGuard.Analyzers.Tests.Verification;

namespace GradGuard.Analyzers.Tests.Corpus;

public sealed partial class CorpusTests
{
    public static TheoryData<string> Files => [.. CorpusFiles.All.Select(file => file.Name)];

    /// <summary>A file expects a finding where a line ends in <c>// expect GG0101 warning</c>; files of the valid part have none.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public async Task FindingsAreThoseThatTheFileExpects(string name)
    {
        var source = CorpusFiles.Read(name);
        var expected = source.Split('\n').SelectMany((line, number) => Expectation().Matches(line).Select(match => $"{number + 1}: {match.Groups[1].Value} {match.Groups[2].Value}"));
        Assert.False(name.StartsWith("Corpus/Valid/", StringComparison.Ordinal) && expected.Any());

        var found = await TestCompilation.Analyze(TestCompilation.OfValid(source), GradGuardAnalyzers.All);
        Assert.Equal(expected.Order(), found.Select(finding => string.Create(
            CultureInfo.InvariantCulture,
            $"{finding.Location.GetLineSpan().StartLinePosition.Line + 1}: {finding.Id} {finding.Severity.ToString().ToLowerInvariant()}")).Order());
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void EveryModelIsTraced(string name)
    {
        var compilation = TestCompilation.OfValid(CorpusFiles.Read(name));
        foreach (var model in Analyzers.Tracing.ModelCatalog.ModelsOf(compilation, TestContext.Current.CancellationToken))
            Assert.True(model.IsTraced, $"{model.Name}: {string.Join("; ", model.Unknowns)}");
    }

    [GeneratedRegex(@"// expect (GG\d{4}) (\w+)")]
    private static partial Regex Expectation();
}
