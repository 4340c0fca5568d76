using System.Text.RegularExpressions;

namespace GradGuard.Documentation.Tests.Pages;

/// <summary>What the README says of the predictions' accuracy is what the page of measurements says.</summary>
public sealed partial class AccuracyFiguresTests
{
    [Fact]
    public void The_readme_has_the_figures_of_the_summary()
    {
        var row = Page.Read("docs/accuracy.md").Section("Summary").Split('\n').Single(line => line.StartsWith("| all models |", StringComparison.Ordinal)).Split('|', StringSplitOptions.TrimEntries);
        var (models, median, most) = (row[2], row[4], row[5]);

        var said = Assert.Single(Claim().Matches(Page.Read("README.md").Text));

        Assert.Equal((models, median, most), (said.Groups["models"].Value, said.Groups["median"].Value, said.Groups["most"].Value));
    }

    [GeneratedRegex(@"zoo of (?<models>\d+) models\b.*?\bmedian of (?<median>\d\.\d+) decades, and by at most (?<most>\d\.\d+) for 95 %")]
    private static partial Regex Claim();
}
