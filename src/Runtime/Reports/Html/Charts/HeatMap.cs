using GradGuard.Reports.History;

namespace GradGuard.Reports.Html.Charts;

/// <summary>
/// A number of each layer over steps, in colours. Cells of one colour are one path, runs of cells one stroke, so that 256 columns of
/// 300 layers stay within some hundred kilobytes.
/// </summary>
/// <param name="Values">What to draw.</param>
/// <param name="Names">Path of each layer.</param>
/// <param name="Scale">What the colours stand for.</param>
/// <param name="LastStep">The run's last step: a column reaches to the next one, the last to here.</param>
internal sealed record HeatMap(LayerHistory Values, IReadOnlyList<string> Names, ColourScale Scale, long LastStep)
{
    /// <summary>Colours in the style sheet, h0 to h23.</summary>
    public const int Colours = 24;

    /// <summary>Rows drawn; more layers share rows, by their largest.</summary>
    private const int MostRows = 300;

    /// <summary>Rows that are tall enough to bear a name each.</summary>
    private const int NamedRows = 40;

    /// <summary>Height of a row with a name, in rem.</summary>
    private const double RowHeight = 1.35;

    private const int NotFinite = Colours;
    private const int Blank = -1;

    private int LayersPerRow => (Names.Count + MostRows - 1) / MostRows;

    private int Rows => (Names.Count + LayersPerRow - 1) / LayersPerRow;

    private long Places => Math.Max(Values.PlaceOfColumn(Values.ColumnCount - 1), (LastStep - 1) / Values.StepsPerColumn) + 1;

    public void Write(HtmlWriter html, string description)
    {
        var height = Rows <= NamedRows ? Math.Max(6, Rows * RowHeight) : NamedRows * RowHeight * 0.6;
        html.Write($"<div class=\"heat\" style=\"--height:{height}rem\"><div class=\"rows\" aria-hidden=\"true\">");
        WriteNames(html);
        html.Write($"</div><svg viewBox=\"0 0 {Places} {Rows}\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{description}\">");
        WriteCells(html);
        WriteHints(html);
        html.Write($"</svg><div class=\"x-labels\" aria-hidden=\"true\">");
        foreach (var tick in new LinearAxis("step", 1, Math.Max(2, Places * Values.StepsPerColumn)).Ticks)
            html.Write($"<span class=\"{tick.Style}\" style=\"left:{tick.Position * 100}%\">{tick.Label}</span>");

        html.Write($"</div><p class=\"x-title\" aria-hidden=\"true\">step</p></div>");
        WriteScale(html);
    }

    private void WriteNames(HtmlWriter html)
    {
        var every = Rows <= NamedRows ? 1 : (int)Math.Ceiling(Rows / (NamedRows * 0.6));
        for (var row = 0; row < Rows; row += every)
            html.Write($"<span style=\"top:{(row + 0.5) / Rows * 100}%\"><bdi>{Figures.Short(Names[row * LayersPerRow], 22)}</bdi></span>");
    }

    private void WriteCells(HtmlWriter html)
    {
        var colours = new int[Values.ColumnCount, Rows];
        for (var column = 0; column < Values.ColumnCount; column++)
            for (var row = 0; row < Rows; row++)
                colours[column, row] = ColourOf(column, row);

        html.Write($"<g transform=\"translate(0 .5)\">");
        for (var colour = 0; colour <= NotFinite; colour++)
            WriteCells(html, colours, colour);

        html.Write($"</g>");
    }

    private void WriteCells(HtmlWriter html, int[,] colours, int colour)
    {
        html.Write($"<path class=\"h{colour}\" d=\"");
        for (var row = 0; row < Rows; row++)
        {
            for (var column = 0; column < Values.ColumnCount; column++)
            {
                if (colours[column, row] != colour)
                    continue;

                var from = Values.PlaceOfColumn(column);
                while (column + 1 < Values.ColumnCount && colours[column + 1, row] == colour)
                    column++;

                html.Write($"M{from} {row}h{EndOf(column) - from}");
            }
        }

        html.Write($"\"/>");
    }

    // A column reaches to the next one: steps in between were not measured.
    private long EndOf(int column) => column + 1 < Values.ColumnCount ? Values.PlaceOfColumn(column + 1) : Places;

    private int ColourOf(int column, int row)
    {
        var peaks = Values.PeaksOf(column);
        var peak = LayerHistory.Absent;
        for (var layer = row * LayersPerRow; layer < Math.Min(peaks.Length, (row + 1) * LayersPerRow); layer++)
            peak = MathF.Max(peak, peaks[layer]);

        if (!float.IsFinite(peak))
            return NotFinite;

        return peak < 0 ? Blank : Math.Min(Colours - 1, (int)(Scale.Axis.Position(peak) * Colours));
    }

    private void WriteHints(HtmlWriter html)
    {
        for (var row = 0; row < Rows; row++)
        {
            var last = Math.Min(Names.Count, (row + 1) * LayersPerRow) - 1;
            var median = Values.Quantile(row * LayersPerRow, 0.5);
            html.Write($"<rect class=\"hint\" x=\"0\" y=\"{row}\" width=\"{Places}\" height=\"1\"><title>{Names[row * LayersPerRow]}{(last > row * LayersPerRow ? " to " + Names[last] : "")}: median {Scale.Format(median)}</title></rect>");
        }
    }

    private void WriteScale(HtmlWriter html)
    {
        html.Write($"<div class=\"scale\" aria-hidden=\"true\"><span>{Scale.Low}</span>");
        for (var colour = 0; colour < Colours; colour++)
            html.Write($"<i class=\"h{colour}\"></i>");

        html.Write($"<span>{Scale.High}</span>");
        if (Scale.MayBeNonFinite)
            html.Write($"<i class=\"h{NotFinite} apart\"></i><span>NaN or infinite</span>");

        html.Write($"</div>");
    }
}
