namespace GradGuard.Documentation.Tests.Pages;

/// <summary>Every link within the repository leads somewhere.</summary>
public sealed class LinkTests
{
    public static TheoryData<string> Paths => [.. Page.Paths];

    [Theory]
    [MemberData(nameof(Paths))]
    public void Links_lead_to_files_and_headings_that_exist(string path)
    {
        var page = Page.Read(path);
        Assert.All(page.Links().Where(IsInRepository), link =>
        {
            var (target, anchor) = link.Split('#') is [var file, var heading] ? (file, heading) : (link, null);
            var other = target.Length == 0 ? path : Resolve(path, target);
            Assert.True(Page.Exists(other), $"{path} links to {link}, which does not exist.");
            if (anchor is not null)
                Assert.Contains(anchor, Page.Read(other).Anchors());
        });
    }

    [Fact]
    public void Every_page_is_reached_from_the_readme()
    {
        var reached = new HashSet<string>();
        var open = new Stack<string>(["README.md"]);
        while (open.TryPop(out var path))
            if (reached.Add(path) && path.EndsWith(".md", StringComparison.Ordinal))
                foreach (var link in Page.Read(path).Links().Where(IsInRepository).Select(link => link.Split('#')[0]).Where(target => target.Length > 0))
                    open.Push(Resolve(path, link));

        Assert.Empty(Page.Paths.Except(reached));
    }

    private static bool IsInRepository(string link) => !link.Contains("://", StringComparison.Ordinal) && !link.StartsWith("mailto:", StringComparison.Ordinal);

    private static string Resolve(string page, string target)
    {
        var root = Path.GetPathRoot(Path.GetFullPath("/"))!;
        return Path.GetRelativePath(root, Path.GetFullPath(Path.Combine(root, Path.GetDirectoryName(page)!, target))).Replace('\\', '/');
    }
}
