using Microsoft.CodeAnalysis.Text;

namespace GradGuard.Analyzers.Observations;

/// <summary>An additional file that should be a report: the run in it, or why it cannot be read.</summary>
internal sealed record ReportFile(ObservedRun? Run, string? Fault)
{
    public const string Extension = ".gradguard.json";

    // A report of 512 layers takes some 300 KB.
    private const int LongestText = 16 * 1024 * 1024;

    public static bool IsOne(string path) => path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>The name of a file as messages show it, without its folder.</summary>
    public static string NameOf(string path) => PlainText.Of(path.Substring(path.LastIndexOfAny(['/', '\\']) + 1));

    public static ReportFile Read(SourceText text)
    {
        if (text.Length > LongestText)
            return new(null, "it is too large to be a report");

        try
        {
            return ReportReader.Read(JsonText.Parse(text.ToString()));
        }
        catch (FormatException fault)
        {
            return new(null, fault.Message);
        }
    }
}
