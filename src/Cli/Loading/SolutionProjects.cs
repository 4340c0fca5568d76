using System.Text.Json;
using System.Xml;
using System.Xml.Linq;

namespace GradGuard.Cli.Loading;

/// <summary>The C# projects of the forms of a solution that the workspace does not read: .slnx and .slnf.</summary>
internal static class SolutionProjects
{
    /// <returns>Full paths; null for a solution of the old form.</returns>
    /// <exception cref="LoadException">The file is not of its form.</exception>
    public static IReadOnlyList<string>? Of(string solution)
    {
        try
        {
            var projects = Path.GetExtension(solution).ToLowerInvariant() switch
            {
                ".slnx" => Projects(Path.GetDirectoryName(Path.GetFullPath(solution))!, XDocument.Load(solution).Descendants("Project").Select(project => project.Attribute("Path")?.Value)),
                ".slnf" => OfFilter(solution),
                _ => null,
            };
            return projects?.Count == 0 ? throw new LoadException($"'{solution}' names no C# project.") : projects;
        }
        catch (KeyNotFoundException)
        {
            throw new LoadException($"'{solution}' does not load: a solution filter has \"solution\" with \"path\" and \"projects\".");
        }
        catch (Exception error) when (error is XmlException or JsonException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw new LoadException($"'{solution}' does not load: {error.Message}");
        }
    }

    // Its projects stand as in the solution that it filters.
    private static IReadOnlyList<string> OfFilter(string filter)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(filter), new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        var solution = json.RootElement.GetProperty("solution");
        var folder = Path.GetDirectoryName(Path.GetFullPath(Native(solution.GetProperty("path").GetString()!), Path.GetDirectoryName(Path.GetFullPath(filter))!))!;
        return Projects(folder, solution.GetProperty("projects").EnumerateArray().Select(project => project.GetString()));
    }

    private static IReadOnlyList<string> Projects(string folder, IEnumerable<string?> paths) =>
    [
        .. paths.OfType<string>().Where(path => path.EndsWith(".csproj", StringComparison.OrdinalIgnoreCase))
            .Select(path => Path.GetFullPath(Native(path), folder)).Distinct(),
    ];

    private static string Native(string path) => path.Replace('\\', Path.DirectorySeparatorChar);
}
