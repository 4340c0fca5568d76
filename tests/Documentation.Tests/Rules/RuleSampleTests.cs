using GradGuard.Documentation.Tests.Pages;

namespace GradGuard.Documentation.Tests.Rules;

/// <summary>What a rule's page shows as bad is found, at the line that says so; what it shows as good is not.</summary>
public sealed class RuleSampleTests
{
    public static TheoryData<string> Rules => RulePageTests.Rules;

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Rule_finds_the_bad_code_of_its_page_where_the_page_says(string id)
    {
        var section = Page.Read($"docs/rules/{id}.md").Section("Bad");
        var samples = Sample.On(section).ToList();

        Assert.NotEmpty(samples);
        foreach (var sample in samples)
            Assert.Equal(sample.LinesThatName(id), (await SampleCompilation.Analyze(sample, id, Sample.ReportIn(section), Sample.SettingsIn(section))).Select(finding => finding.Location.GetLineSpan().StartLinePosition.Line).Distinct());
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Rule_leaves_the_good_code_of_its_page_alone(string id)
    {
        var section = Page.Read($"docs/rules/{id}.md").Section("Good");
        var samples = Sample.On(section).ToList();

        Assert.NotEmpty(samples);
        foreach (var sample in samples)
            Assert.Empty(await SampleCompilation.Analyze(sample, id, Sample.ReportIn(section), Sample.SettingsIn(section)));
    }
}
