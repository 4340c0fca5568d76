using GradGuard.Analyzers;

namespace GradGuard.Cli.Loading;

/// <summary>What a path led to, for a reader who expected models in it.</summary>
/// <param name="Projects">The projects' names, "loose files" for those without one.</param>
/// <param name="Files">Source files, without those that a build wrote.</param>
/// <param name="KnowsTorchSharp">Whether any of the projects references TorchSharp.</param>
internal sealed record Contents(IReadOnlyList<string> Projects, int Files, bool KnowsTorchSharp)
{
    private const int NamedProjects = 3;

    public static Contents Of(IReadOnlyList<LoadedProject> projects)
    {
        // A project for several frameworks is several compilations of the same files.
        var files = projects.SelectMany(project => project.Compilation.SyntaxTrees)
            .Select(tree => tree.FilePath)
            .Where(file => file.Length > 0 && !BuildOutput.Holds(file))
            .Distinct(StringComparer.Ordinal);
        return new Contents(
            [.. projects.Select(project => project.Name).Distinct(StringComparer.Ordinal)],
            files.Count(),
            projects.Any(project => TorchSharpContext.Of(project.Compilation) is not null));
    }

    /// <summary>"3 source files (App, Core)".</summary>
    public override string ToString()
    {
        var names = Projects.Count > NamedProjects ? Projects.Take(NamedProjects).Append($"and {Projects.Count - NamedProjects} more") : Projects;
        return $"{(Files == 1 ? "1 source file" : $"{Files} source files")} ({string.Join(", ", names)})";
    }
}
