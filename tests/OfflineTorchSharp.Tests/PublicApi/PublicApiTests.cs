using System.Text.RegularExpressions;
using GradGuard.OfflineTorchSharp.Tests.Peer;
using TorchSharp;

namespace GradGuard.OfflineTorchSharp.Tests.PublicApi;

/// <summary>Holds the stand-in against the recorded public surface of the real assemblies: code that compiles here compiles there.</summary>
public partial class PublicApiTests
{
    private const string FolderVariable = "GRADGUARD_TORCHSHARP_API";

    [Fact]
    public void Every_public_member_of_the_stand_in_is_in_every_recorded_version()
    {
        Assert.SkipWhen(LoadedTorchSharp.IsReal, "The loaded TorchSharp is the real one.");
        var folder = Environment.GetEnvironmentVariable(FolderVariable)
            ?? Path.Combine(LoadedTorchSharp.RepositoryRoot, "..", "shared", "facts", "torchsharp-api");
        Assert.SkipUnless(Directory.Exists(folder), $"The listings of TorchSharp's API are not here; name their folder in {FolderVariable}.");

        var recorded = Directory.GetFiles(folder, "*.txt").Order().Select(file => (Version: Path.GetFileNameWithoutExtension(file), Lines: Listing(file))).ToList();
        Assert.NotEmpty(recorded);

        var strangers = ApiFormat.Lines(typeof(torch).Assembly)
            .Select(line => (Line: line, Missing: recorded.Where(version => !version.Lines.Contains(line)).Select(version => version.Version).ToList()))
            .Where(member => member.Missing.Count > 0)
            .Select(member => $"{member.Line}   [not in {string.Join(", ", member.Missing)}]")
            .Order()
            .ToList();

        Assert.True(strangers.Count == 0, $"{strangers.Count} members are not TorchSharp's:\n{string.Join("\n", strangers)}");
    }

    private static HashSet<string> Listing(string file) =>
        File.ReadLines(file).Select(static line => Obsolete().Replace(line, "")).ToHashSet();

    // The listings note obsolescence, which changes nothing for a compiled caller.
    [GeneratedRegex(@" \[Obsolete\(.*\)\]$")]
    private static partial Regex Obsolete();
}
