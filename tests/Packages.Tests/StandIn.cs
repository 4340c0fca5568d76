using System.IO.Compression;

namespace GradGuard.Packages.Tests;

/// <summary>Where no feed has TorchSharp, what this repository builds against takes its place in the tests' own feed, and nowhere else.</summary>
internal static class StandIn
{
    public const string Id = "TorchSharp";
    public const string Version = "0.107.0-standin";
    private const string Native = "libOfflineTorchSharp.so";

    public static void Pack(string folder)
    {
        using var package = ZipFile.Open(Path.Combine(folder, $"{Id}.{Version}.nupkg"), ZipArchiveMode.Create);
        using (var nuspec = new StreamWriter(package.CreateEntry($"{Id}.nuspec").Open()))
            nuspec.Write($"""
                <package><metadata>
                  <id>{Id}</id><version>{Version}</version><authors>test</authors><description>for tests alone</description>
                  <dependencies><group targetFramework="net8.0" /></dependencies>
                </metadata></package>
                """);
        package.CreateEntryFromFile(Path.Combine(AppContext.BaseDirectory, "TorchSharp.dll"), "lib/net8.0/TorchSharp.dll");
        package.CreateEntryFromFile(Path.Combine(AppContext.BaseDirectory, Native), $"build/{Native}");
        using var targets = new StreamWriter(package.CreateEntry($"build/{Id}.targets").Open());
        targets.Write($"""
            <Project><ItemGroup>
              <None Include="$(MSBuildThisFileDirectory){Native}" Link="{Native}" CopyToOutputDirectory="PreserveNewest" Visible="false" />
            </ItemGroup></Project>
            """);
    }
}
