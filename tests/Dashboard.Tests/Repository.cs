namespace GradGuard.Dashboard.Tests;

/// <summary>Where the files are that ship beside the code.</summary>
internal static class Repository
{
    public static string Folder { get; } = Root(AppContext.BaseDirectory);

    private static string Root(string folder) =>
        File.Exists(Path.Combine(folder, "GradGuard.sln")) ? folder : Root(Path.GetDirectoryName(folder.TrimEnd(Path.DirectorySeparatorChar))!);
}
