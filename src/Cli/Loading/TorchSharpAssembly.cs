namespace GradGuard.Cli.Loading;

/// <summary>
/// The TorchSharp that loose files are compiled against: the latest in the NuGet package folder, which is what users write for, else this
/// command's own, which may be a part of the API.
/// </summary>
internal static class TorchSharpAssembly
{
    public const string FileName = "TorchSharp.dll";

    // What GradGuard's packages ask for. Older ones have other names for much.
    private static readonly Version Oldest = new(0, 105, 2);

    /// <exception cref="LoadException">There is none.</exception>
    public static string Find() => LatestIn(PackageFolder()) ?? Own() ?? throw new LoadException(
        "TorchSharp is not at hand to compile loose files against: analyze the project (.csproj) instead, or restore any project that references TorchSharp.");

    private static string? Own() => Path.Combine(AppContext.BaseDirectory, FileName) is var own && File.Exists(own) ? own : null;

    /// <summary>The latest in a NuGet package folder; null where that has none new enough.</summary>
    public static string? LatestIn(string packages)
    {
        var folder = Path.Combine(packages, "torchsharp");
        return !Directory.Exists(folder)
            ? null
            : Directory.EnumerateDirectories(folder)
                .Select(version => (version, number: Version.TryParse(Path.GetFileName(version).Split('-')[0], out var number) ? number : new Version()))
                .Where(found => found.number >= Oldest)
                .OrderByDescending(found => found.number)
                .SelectMany(found => Directory.EnumerateFiles(found.version, FileName, SearchOption.AllDirectories))
                .FirstOrDefault();
    }

    private static string PackageFolder() => Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } given
        ? given
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}
