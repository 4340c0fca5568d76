using System.IO.Compression;
using GradGuard.Packages.Tests;

[assembly: AssemblyFixture(typeof(PackageFeed))]

namespace GradGuard.Packages.Tests;

/// <summary>The packages, freshly made, in a folder feed; and folders for users of them, each beside a NuGet.config that names it.</summary>
public sealed class PackageFeed : IAsyncLifetime
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("gradguard-packages-");

    /// <summary>Where the packages lie.</summary>
    public string Folder => Path.Combine(_root.FullName, "feed");

    /// <summary>The package that brings TorchSharp to a user's project, and its version.</summary>
    internal (string Id, string Version) TorchSharp { get; } =
        BuildSettings.HasTorchSharpPackage ? ("TorchSharp-cpu", BuildSettings.TorchSharpVersion) : (StandIn.Id, StandIn.Version);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Folder);
        var packed = await new Commands(BuildSettings.Repository, UsersPackages).Run("dotnet", "pack", "GradGuard.sln", "-c", BuildSettings.Configuration, "-o", Folder, "-v:q");
        Assert.True(packed.ExitCode == 0, packed.Output);
        if (!BuildSettings.HasTorchSharpPackage)
            StandIn.Pack(Folder);

        // What this machine has need not be fetched again; but of ours only what was made just now may be taken.
        var hasOurs = Directory.Exists(UsersPackages) && Directory.EnumerateDirectories(UsersPackages, "gradguard*").Any();
        await File.WriteAllTextAsync(Path.Combine(_root.FullName, "NuGet.config"), $"""
            <configuration>
              <packageSources><add key="made here" value="{Folder}" /></packageSources>
              <fallbackPackageFolders>{(hasOurs ? "" : $"""<add key="of this machine" value="{UsersPackages}" />""")}</fallbackPackageFolders>
            </configuration>
            """);
        // Not the repository's settings, which lie above no user's project.
        await File.WriteAllTextAsync(Path.Combine(_root.FullName, ".editorconfig"), "root = true\n");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _root.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>A new folder, with what runs commands in it.</summary>
    internal Commands NewFolder(string name) =>
        new(Directory.CreateDirectory(Path.Combine(_root.FullName, name)).FullName, Path.Combine(_root.FullName, "packages"));

    /// <summary>The files of a package, and its nuspec.</summary>
    internal (IReadOnlyList<string> Files, string Nuspec) Open(string id)
    {
        using var package = ZipFile.OpenRead(Path.Combine(Folder, $"{id}.{BuildSettings.Version}.nupkg"));
        using var nuspec = new StreamReader(package.GetEntry($"{id}.nuspec")!.Open());
        return ([.. package.Entries.Select(entry => entry.FullName)], nuspec.ReadToEnd());
    }

    private static string UsersPackages => Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } given
        ? given
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}
