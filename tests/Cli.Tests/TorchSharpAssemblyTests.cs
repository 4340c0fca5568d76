using GradGuard.Cli.Loading;

namespace GradGuard.Cli.Tests;

/// <summary>Loose files are compiled against the TorchSharp that their author is likely to have.</summary>
public sealed class TorchSharpAssemblyTests : IDisposable
{
    private readonly SourceFolder _packages = new();

    public void Dispose() => _packages.Dispose();

    [Fact]
    public void The_latest_version_in_the_package_folder_is_taken()
    {
        Restore("0.99.3");
        Restore("0.105.2");
        var latest = Restore("0.107.0");
        Restore("0.106.0");

        Assert.Equal(latest, TorchSharpAssembly.LatestIn(_packages.Path));
    }

    [Fact]
    public void A_version_with_the_names_of_old_is_no_help()
    {
        Restore("0.99.3");

        Assert.Null(TorchSharpAssembly.LatestIn(_packages.Path));
    }

    [Fact]
    public void A_package_folder_without_it_has_none() => Assert.Null(TorchSharpAssembly.LatestIn(_packages.Path));

    private string Restore(string version)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_packages.Path, "torchsharp", version, "lib", "netstandard2.0")).FullName;
        return _packages.Write(Path.Combine(folder, TorchSharpAssembly.FileName), "");
    }
}
