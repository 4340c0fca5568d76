namespace GradGuard.Cli.Loading;

/// <summary>Turns a path into compilations: projects and solutions through MSBuild, loose files with the TorchSharp at hand.</summary>
internal static class SourceLoader
{
    private const string Known = "a solution (.sln, .slnx, .slnf), a .csproj, a .cs file or a folder of .cs files";

    /// <exception cref="LoadException">The path does not exist, is of no known kind, or does not load.</exception>
    public static async Task<IReadOnlyList<LoadedProject>> LoadAsync(string path, CancellationToken cancellation)
    {
        if (Directory.Exists(path))
            return LoadFolder(path, cancellation);
        if (!File.Exists(path))
            throw new LoadException($"'{path}' does not exist; give {Known}.");

        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".sln" or ".slnx" or ".slnf" or ".csproj" => await MSBuildProjects.LoadAsync(path, cancellation),
            ".cs" => [LooseFiles.Load([path], cancellation)],
            _ => throw new LoadException($"'{path}' cannot be analyzed; give {Known}."),
        };
    }

    private static IReadOnlyList<LoadedProject> LoadFolder(string folder, CancellationToken cancellation)
    {
        var files = Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !BuildOutput.Holds(file))
            .Order(StringComparer.Ordinal)
            .ToList();
        if (files.Count == 0)
            throw new LoadException($"'{folder}' holds no .cs file.");
        return [LooseFiles.Load(files, cancellation)];
    }
}
