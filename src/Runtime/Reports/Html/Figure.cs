namespace GradGuard.Reports.Html;

/// <summary>A part of the page: a heading, what there is to see in a sentence, and the figure.</summary>
internal static class Figure
{
    public static void Write(HtmlWriter html, string id, string heading, string caption, Action body)
    {
        html.Write($"<section id=\"{id}\" aria-labelledby=\"{id}-h\"><h2 id=\"{id}-h\">{heading}</h2><p class=\"caption\">{caption}</p>");
        body();
        html.Write($"</section>");
    }

    /// <summary>A table that scrolls by itself on a narrow page and can be reached by keyboard.</summary>
    public static void Table(HtmlWriter html, string label, Action head, Action rows)
    {
        html.Write($"<details><summary>{label}</summary><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{label}\"><table><thead><tr>");
        head();
        html.Write($"</tr></thead><tbody>");
        rows();
        html.Write($"</tbody></table></div></details>");
    }
}
