namespace GradGuard.Detection.Reporting;

/// <summary>Writes tables as Markdown.</summary>
internal static class TableWriter
{
    public static void Write(TextWriter page, IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows)
    {
        WriteRow(page, heads);
        WriteRow(page, heads.Select(_ => "---"));
        foreach (var row in rows)
            WriteRow(page, row.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)));

        page.WriteLine();
    }

    private static void WriteRow(TextWriter page, IEnumerable<string> cells) => page.WriteLine($"| {string.Join(" | ", cells)} |");
}
