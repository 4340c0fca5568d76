namespace GradGuard.Cli.Loading;

/// <summary>Folders that a build writes: what lies in them is nobody's source.</summary>
internal static class BuildOutput
{
    private static readonly string[] Folders = [Folder("bin"), Folder("obj")];

    public static bool Holds(string file) => Folders.Any(Path.GetFullPath(file).Contains);

    private static string Folder(string name) => $"{Path.DirectorySeparatorChar}{name}{Path.DirectorySeparatorChar}";
}
