using GradGuard.Deep;

namespace GradGuard.Reports.Html.Charts;

/// <summary>How layers vary together: a square of colours from opposite over unrelated to alike, rows and columns in order of execution.</summary>
/// <param name="Covariance">What to draw.</param>
internal sealed record CorrelationMap(LayerCovariance Covariance)
{
    /// <summary>Colours in the style sheet, r0 to r10, with unrelated in the middle.</summary>
    private const int Colours = 11;

    // Rows below this height could not bear a name each.
    private const int NamedRows = 40;

    private int Count => Covariance.Paths.Length;

    public void Write(HtmlWriter html, string description)
    {
        html.Write($"<div class=\"heat square\" style=\"--height:{Math.Clamp(Count * 1.35, 6, 26)}rem\"><div class=\"rows\" aria-hidden=\"true\">");
        for (var row = 0; row < Count; row += (Count + NamedRows - 1) / NamedRows)
            html.Write($"<span style=\"top:{(row + 0.5) / Count * 100}%\"><bdi>{Figures.Short(PlainText.Of(Covariance.Paths[row]), 22)}</bdi></span>");

        html.Write($"</div><svg viewBox=\"0 0 {Count} {Count}\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{description}\"><g transform=\"translate(0 .5)\">");
        for (var colour = 0; colour < Colours; colour++)
            WriteCells(html, colour);

        html.Write($"</g>");
        for (var row = 0; row < Count; row++)
            html.Write($"<rect class=\"hint\" x=\"0\" y=\"{row}\" width=\"{Count}\" height=\"1\"><title>{Hint(row)}</title></rect>");

        html.Write($"</svg></div><div class=\"scale\" aria-hidden=\"true\"><span>opposite</span>");
        for (var colour = 0; colour < Colours; colour++)
            html.Write($"<i class=\"r{colour}\"></i>");

        html.Write($"<span>alike</span></div>");
    }

    private void WriteCells(HtmlWriter html, int colour)
    {
        html.Write($"<path class=\"r{colour}\" d=\"");
        for (var row = 0; row < Count; row++)
            for (var column = 0; column < Count; column++)
                if (ColourOf(row, column) == colour)
                    html.Write($"M{column} {row}h1");

        html.Write($"\"/>");
    }

    private int? ColourOf(int row, int column) => Covariance.Correlation(row, column) is var correlation && double.IsFinite(correlation)
        ? (int)Math.Round((Math.Clamp(correlation, -1, 1) + 1) / 2 * (Colours - 1))
        : null;

    private string Hint(int row) => CorrelatedPair.StrongestOf(Covariance, row) is { } pair
        ? $"{Figures.Name(pair.First)}: most with {Figures.Name(pair.Second)}, {Figures.Decades(pair.Correlation)}"
        : $"{Figures.Name(Covariance.Paths[row])}: does not vary";
}
