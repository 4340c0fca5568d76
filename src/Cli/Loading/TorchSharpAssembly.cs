namespace GradGuard.Cli.Loading;

/// <summary>The TorchSharp that loose files are compiled against: this command's own, else the latest in the NuGet package folder.</summary>
internal static class TorchSharpAssembly
{
    /// <exception cref="LoadException">There is none.</exception>
    public static string Find()
    {
        var own = Path.Combine(AppContext.BaseDirectory, "TorchSharp.dll");
        return File.Exists(own) ? own : InPackages() ?? throw new LoadException(
            "TorchSharp is not at hand to compile loose files against: analyze the project (.csproj) instead, or restore any project that references TorchSharp.");
    }

    private static string? InPackages()
    {
        var folder = Path.Combine(PackageFolder(), "torchsharp");
        return !Directory.Exists(folder)
            ? null
            : Directory.EnumerateDirectories(folder)
                .Select(version => (version, number: Version.TryParse(Path.GetFileName(version).Split('-')[0], out var number) ? number : new Version()))
                .OrderByDescending(found => found.number)
                .SelectMany(found => Directory.EnumerateFiles(found.version, "TorchSharp.dll", SearchOption.AllDirectories))
                .FirstOrDefault();
    }

    private static string PackageFolder() => Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } given
        ? given
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}
