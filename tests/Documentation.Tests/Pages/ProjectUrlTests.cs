using System.Text.RegularExpressions;

namespace GradGuard.Documentation.Tests.Pages;

/// <summary>The project's address stands in Directory.Build.props; what cannot take it from there says the same.</summary>
public sealed partial class ProjectUrlTests
{
    private static readonly IReadOnlyList<string> Readmes = [.. Page.Files("src", "README.md").Where(readme => !readme.Contains("/node_modules/", StringComparison.Ordinal))];

    // Texts that leave the repository, so that their links must be whole: readmes of packages, release notes of rules, alerts.
    private static readonly IReadOnlyList<string> Texts =
    [
        .. Page.Paths,
        .. Readmes,
        .. Page.Files("src", "AnalyzerReleases.*.md"),
        .. Page.Files("dashboards", "*.*"),
        .. Page.Files("deploy", "*.*"),
    ];

    [Fact]
    public void Every_link_to_a_page_of_the_project_has_its_address_and_leads_to_a_page_that_exists()
    {
        var links = Texts.SelectMany(text => PageLink().Matches(Page.Read(text).Text).Select(link => (text, link))).ToList();

        Assert.NotEmpty(links);
        Assert.All(links, found =>
        {
            Assert.Equal((found.text, Page.ProjectUrl), (found.text, found.link.Groups["project"].Value));
            Assert.True(Page.Exists(found.link.Groups["page"].Value), $"{found.text} links to {found.link.Value}, which does not exist.");
        });
    }

    [Fact]
    public void Every_readme_of_a_package_links_the_project() => Assert.All(Readmes, readme => Assert.Contains(Page.ProjectUrl, Page.Read(readme).Text));

    [Fact]
    public void Code_takes_the_address_from_the_build() => Assert.All(
        Page.Files("src", "*.cs").Where(file => !file.Contains("/obj/", StringComparison.Ordinal)),
        file => Assert.DoesNotContain(Page.ProjectUrl, Page.Read(file).Text));

    [GeneratedRegex(@"(?<project>https://github\.com/[\w.-]+/[\w.-]+)/blob/main/(?<page>docs/[\w./-]+\w)")]
    private static partial Regex PageLink();
}
