using System.Runtime.InteropServices;
using System.Text;

namespace GradGuard.Overhead;

/// <summary>The page docs/overhead.md.</summary>
internal static class OverheadPage
{
    public static string Render(IEnumerable<Table> tables)
    {
        var text = new StringBuilder($"""
            # What watching costs

            Measured on {Environment.ProcessorCount} cores ({RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}), .NET {Environment.Version}, with a guard at its default options unless a table says otherwise.
            What is compared runs in turns within one process, so that a busy machine disturbs all of it alike; figures are medians.
            The page is made by a command; do not edit it:

            ```
            dotnet run -c Release --project benchmarks/Overhead -- --write docs/overhead.md
            ```


            """.ReplaceLineEndings("\n"));
        return text.AppendJoin("\n", tables.Select(table => table.ToMarkdown())).ToString();
    }
}
