using Spectre.Console;

namespace GradGuard.Samples;

/// <summary>What the console at hand can show.</summary>
internal static class Terminal
{
    /// <summary>Whether it is a terminal that can be drawn on; a file, a pipe or a CI log gets plain lines.</summary>
    public static bool CanDraw =>
        !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"));

    /// <summary>What bars are made of: block characters only where the encoding has them.</summary>
    public static char Bar => Console.OutputEncoding.CodePage is 65001 or 1200 ? '█' : '#';
}
