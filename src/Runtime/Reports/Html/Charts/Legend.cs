namespace GradGuard.Reports.Html.Charts;

/// <summary>The keys of a chart.</summary>
internal static class Legend
{
    /// <summary>Writes a key for each name; the class draws the sample of the line or area.</summary>
    public static void Write(HtmlWriter html, params ReadOnlySpan<(string Style, string Name)> keys)
    {
        html.Write($"<ul class=\"legend\">");
        foreach (var (style, name) in keys)
            html.Write($"<li><i class=\"{style}\"></i>{name}</li>");

        html.Write($"</ul>");
    }
}
