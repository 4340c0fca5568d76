using System.Reflection;

namespace GradGuard.Packages.Tests;

/// <summary>How this program was built, and where its repository is.</summary>
internal static class BuildSettings
{
    public static string Repository { get; } = Root(AppContext.BaseDirectory);

    public static string Configuration { get; } = Read("Configuration");

    public static string Version { get; } = Read("Version");

    public static string TorchSharpVersion { get; } = Read("TorchSharpVersion");

    public static bool HasTorchSharpPackage { get; } = Read("TorchSharpSource") == "package";

    private static string Read(string key) =>
        typeof(BuildSettings).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;

    private static string Root(string folder) =>
        File.Exists(Path.Combine(folder, "GradGuard.sln")) ? folder : Root(Path.GetDirectoryName(folder.TrimEnd(Path.DirectorySeparatorChar))!);
}
