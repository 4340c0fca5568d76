using GradGuard.Reports.Html.Charts;

namespace GradGuard.Reports.Html.Sections;

/// <summary>Gradient norms by layer over the run.</summary>
internal static class TimeSection
{
    // A handful of spikes must not take the colours from all the rest: so much at either end shares the outermost colour.
    private const double Outliers = 0.005;

    public static void Write(HtmlWriter html, GradientReport report)
    {
        var norms = report.History.Norms;
        if (norms.ColumnCount == 0)
            return;

        var map = new HeatMap(norms, [.. report.Layers.Select(layer => Figures.Name(PlainText.Of(layer.Path)))], Scale(report), report.History.LastStep);
        var each = norms.StepsPerColumn == 1 ? "Each column is a step" : $"Each column shows the largest norm of {Figures.Count(norms.StepsPerColumn)} steps";
        Figure.Write(html, "time", "Gradient over time", $"{each}, each row a layer, from the input at the top to the output at the bottom.", () =>
            map.Write(html, $"Heat map of the gradient norm of {report.Layers.Length} layers over {Figures.Count(report.Steps)} steps; the table under Gradient by depth has the numbers."));
    }

    private static ColourScale Scale(GradientReport report)
    {
        var norms = report.History.Norms;
        var peaks = new List<double>();
        for (var column = 0; column < norms.ColumnCount; column++)
            foreach (var peak in norms.PeaksOf(column))
                if (peak > 0 && float.IsFinite(peak))
                    peaks.Add(peak);

        peaks.Sort();
        return ColourScale.Of(LogAxis.Around("gradient norm", peaks.Count == 0 ? [] : [peaks[(int)(Outliers * (peaks.Count - 1))], peaks[(int)((1 - Outliers) * (peaks.Count - 1))]]));
    }
}
