using System.Globalization;
using System.Text;

namespace GradGuard.Reports;

/// <summary>The report for a terminal.</summary>
internal static class TextReport
{
    public const int MostRows = 60;

    public static string Render(GradientReport report)
    {
        var text = new StringBuilder();
        text.Append(PlainText.Of(report.Run.ModelType)).Append(", ")
            .Append(report.Run.Started.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture))
            .Append(", ").Append(report.Extent).Append('\n').Append(report.Verdict).Append('\n');
        AppendLayers(text, report);
        ActivationTable.Append(text, report);
        DeepText.Append(text, report);
        if (report.Comparison is { } comparison)
            text.Append("\nPrediction beside measurement\n").Append(comparison.Render());

        AppendFindings(text, report);
        return text.ToString();
    }

    private static void AppendLayers(StringBuilder text, GradientReport report)
    {
        if (report.SampledSteps == 0)
            return;

        var shown = Shown(report.Layers.Length, i => !report.Layers[i].Findings.IsEmpty);
        text.Append("\nGradient norm of each layer, median over the run");
        if (shown.Count < report.Layers.Length)
            text.Append(CultureInfo.InvariantCulture, $" ({shown.Count} of {report.Layers.Length} layers)");

        text.Append('\n').Append(LayerTable.Render([.. shown.Select(i => report.Layers[i])
            .Select(layer => new LayerRow(layer.Path, layer.ModuleType, layer.MedianNorm, layer.RatioToLast))]));
    }

    private static void AppendFindings(StringBuilder text, GradientReport report)
    {
        foreach (var (finding, end, _) in report.Findings)
        {
            text.Append('\n').Append(PlainText.Of(finding.ToString()));
            if (end is { } step)
                text.Append(CultureInfo.InvariantCulture, $" (until step {step})");

            text.Append('\n');
            foreach (var remedy in finding.Remedies)
                text.Append("  - ").Append(remedy.Action).Append('\n');

            text.Append("  ").Append(finding.Link).Append('\n');
        }
    }

    // Layers with findings, and of the others as many as there is room for, evenly spread.
    public static List<int> Shown(int count, Func<int, bool> matters)
    {
        if (count <= MostRows)
            return [.. Enumerable.Range(0, count)];

        var chosen = new SortedSet<int>(Enumerable.Range(0, count).Where(matters).Take(MostRows / 2));
        for (var i = 0; i < MostRows && chosen.Count < MostRows; i++)
            chosen.Add((int)((long)i * (count - 1) / (MostRows - 1)));

        return [.. chosen];
    }
}
