using GradGuard.Prediction.Accuracy;

namespace GradGuard.Prediction.Reporting;

/// <summary>The report in a terminal.</summary>
internal static class TextReport
{
    private const int WidestCell = 90;

    public static void Write(TextWriter output, IReadOnlyList<ModelAccuracy> models, bool layers)
    {
        foreach (var family in models.GroupBy(model => model.Example.Family))
        {
            output.WriteLine($"\n{family.Key}");
            WriteTable(output, [AccuracyTable.Heads, .. family.Select(AccuracyTable.Row)]);
        }

        if (layers)
            foreach (var model in models)
            {
                output.WriteLine($"\n{model.Example.Name}");
                WriteTable(output, [["layer", "interval", "predicted", "measured", "error"], .. model.Layers.Select(layer => new[] { layer.Path, layer.Interval.ToString(), Figures.Signed(layer.Predicted), Figures.Signed(layer.Measured), Figures.Error(layer.Error) })]);
            }

        output.WriteLine("\nlog10 of the first weight layer's gradient norm over the last one's; errors in decades; * held out\n");
        WriteTable(output, [AccuracyTable.SummaryHeads, .. ZooAccuracy.Parts(models).Select(AccuracyTable.SummaryRow), AccuracyTable.TargetRow]);
    }

    private static void WriteTable(TextWriter output, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Count).Select(column => rows.Max(row => Math.Min(row[column].Length, WidestCell))).ToArray();
        foreach (var row in rows)
            output.WriteLine(string.Join("  ", row.Select((cell, column) => Cut(cell).PadRight(widths[column]))).TrimEnd());
    }

    private static string Cut(string cell) => cell.Length <= WidestCell ? cell : cell[..(WidestCell - 1)] + "…";
}
