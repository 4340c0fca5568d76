using System.Reflection;

namespace GradGuard.OfflineTorchSharp.Tests.Peer;

/// <summary>Which TorchSharp these tests run on.</summary>
internal static class LoadedTorchSharp
{
    public static bool IsReal => Metadata("TorchSharpSource") == "package";

    public static string RepositoryRoot => Metadata("RepositoryRoot");

    private static string Metadata(string key) =>
        typeof(LoadedTorchSharp).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == key).Value!;
}
