namespace GradGuard.Analyzers.Tests.Documentation;

/// <summary>A page of the documentation, by its path in the repository.</summary>
internal sealed record Page(string Path, string Text)
{
    private static readonly string Repository = Root(AppContext.BaseDirectory);

    public static Page Read(string path) => new(path, File.ReadAllText(System.IO.Path.Combine(Repository, path)).ReplaceLineEndings("\n"));

    public static bool Exists(string path) => File.Exists(System.IO.Path.Combine(Repository, path));

    public static IEnumerable<string> Files(string folder, string pattern) => Directory.EnumerateFiles(System.IO.Path.Combine(Repository, folder), pattern);

    /// <summary>The text under a heading of the second level, empty where there is none.</summary>
    public string Section(string heading) =>
        Text.Split("\n## ").Skip(1).FirstOrDefault(section => section.StartsWith(heading + "\n", StringComparison.Ordinal)) ?? "";

    private static string Root(string folder) =>
        File.Exists(System.IO.Path.Combine(folder, "GradGuard.sln")) ? folder : Root(System.IO.Path.GetDirectoryName(folder.TrimEnd(System.IO.Path.DirectorySeparatorChar))!);
}
