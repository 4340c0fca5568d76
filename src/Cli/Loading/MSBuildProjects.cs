using GradGuard.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.MSBuild;

namespace GradGuard.Cli.Loading;

/// <summary>Loads what MSBuild knows of a project or solution.</summary>
internal static class MSBuildProjects
{
    public static async Task<IReadOnlyList<LoadedProject>> LoadAsync(string path, CancellationToken cancellation)
    {
        using var workspace = MSBuildWorkspace.Create();
        var failures = new List<string>();
        workspace.WorkspaceFailed += (_, failure) =>
        {
            if (failure.Diagnostic.Kind == WorkspaceDiagnosticKind.Failure)
                failures.Add(failure.Diagnostic.Message);
        };

        IEnumerable<Project> projects;
        try
        {
            projects = Path.GetExtension(path).Equals(".csproj", StringComparison.OrdinalIgnoreCase) ? await OpenAsync(workspace, [path], cancellation)
                : SolutionProjects.Of(path) is { } listed ? await OpenAsync(workspace, listed, cancellation)
                : (await workspace.OpenSolutionAsync(path, cancellationToken: cancellation)).Projects;
        }
        catch (Exception error) when (error is not (OperationCanceledException or LoadException))
        {
            throw new LoadException($"'{path}' does not load: {error.Message}");
        }

        var loaded = new List<LoadedProject>();
        foreach (var project in projects.Where(project => project.Language == LanguageNames.CSharp))
        {
            if (await project.GetCompilationAsync(cancellation) is { } compilation)
                loaded.Add(new LoadedProject(project.Name, compilation, project.AnalyzerOptions));
        }

        if (loaded.Count == 0 || loaded.All(project => project.Compilation.ObjectType.TypeKind == TypeKind.Error))
            throw new LoadException($"'{path}' does not load; run 'dotnet restore {path}' first.{string.Concat(failures.Select(failure => $"\n  {failure}"))}");
        // A gate that passes because nothing was restored would be worse than none.
        if (failures.Count > 0 && !loaded.Exists(project => TorchSharpContext.Of(project.Compilation) is not null))
            throw new LoadException($"'{path}' loads only in part, and nothing of it references TorchSharp; run 'dotnet restore {path}' first.{string.Concat(failures.Select(failure => $"\n  {failure}"))}");
        return loaded;
    }

    // One that another refers to is there already.
    private static async Task<IEnumerable<Project>> OpenAsync(MSBuildWorkspace workspace, IReadOnlyList<string> paths, CancellationToken cancellation)
    {
        foreach (var path in paths)
            if (!workspace.CurrentSolution.Projects.Any(project => string.Equals(project.FilePath, Path.GetFullPath(path), StringComparison.Ordinal)))
                await workspace.OpenProjectAsync(path, cancellationToken: cancellation);

        var wanted = paths.Select(Path.GetFullPath).ToHashSet(StringComparer.Ordinal);
        return workspace.CurrentSolution.Projects.Where(project => wanted.Contains(project.FilePath!));
    }
}
