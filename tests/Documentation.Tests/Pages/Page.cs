using System.Reflection;
using System.Text.RegularExpressions;

namespace GradGuard.Documentation.Tests.Pages;

/// <summary>A page of the documentation, by its path in the repository.</summary>
internal sealed partial record Page(string Path, string Text)
{
    private static readonly string Repository = Root(AppContext.BaseDirectory);

    /// <summary>Where the project is, as the build says.</summary>
    public static string ProjectUrl { get; } = typeof(Page).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "ProjectUrl").Value!;

    /// <summary>The paths of every page for users and contributors.</summary>
    public static IReadOnlyList<string> Paths { get; } =
    [
        .. new[] { "README.md", "CONTRIBUTING.md" },
        .. Files("docs", "*.md").Order(StringComparer.Ordinal),
    ];

    public static Page Read(string path) => new(path, File.ReadAllText(Absolute(path)).ReplaceLineEndings("\n"));

    /// <summary>Whether there is such a file or folder.</summary>
    public static bool Exists(string path) => System.IO.Path.Exists(Absolute(path));

    /// <summary>The files of a folder and those below it, by their paths in the repository.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Absolute(folder), pattern, SearchOption.AllDirectories).Select(file => System.IO.Path.GetRelativePath(Repository, file).Replace('\\', '/'));

    /// <summary>The text under a heading of the second level, empty where there is none.</summary>
    public string Section(string heading) =>
        Text.Split("\n## ").Skip(1).FirstOrDefault(section => section.StartsWith(heading + "\n", StringComparison.Ordinal)) ?? "";

    /// <summary>The targets of its links and pictures, those in code left out.</summary>
    public IEnumerable<string> Links() => Link().Matches(Code().Replace(Text, "")).Select(link => link.Groups["target"].Value);

    /// <summary>The names that links can jump to, made of the headings as GitHub makes them.</summary>
    public IEnumerable<string> Anchors() => Heading().Matches(FencedCode().Replace(Text, ""))
        .Select(heading => NotInAnchors().Replace(heading.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    private static string Absolute(string path) => System.IO.Path.Combine(Repository, path);

    private static string Root(string folder) =>
        File.Exists(System.IO.Path.Combine(folder, "GradGuard.sln")) ? folder : Root(System.IO.Path.GetDirectoryName(folder.TrimEnd(System.IO.Path.DirectorySeparatorChar))!);

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("^```.*?^```|`[^`\n]+`", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex FencedCode();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex NotInAnchors();
}
