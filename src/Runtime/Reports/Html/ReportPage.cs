using GradGuard.Reports.Html.Sections;

namespace GradGuard.Reports.Html;

/// <summary>The page: head, sections, foot. It brings its style and asks for nothing, and its policy forbids that it could.</summary>
internal static class ReportPage
{
    public static void Write(GradientReport report, TextWriter output)
    {
        var html = new HtmlWriter(output);
        html.Write($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8"/>
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <meta name="color-scheme" content="light dark"/>
            <title>{report.Run.Model}: gradient report</title>
            <style>
            """);
        output.Write(Style());
        html.Write($"""
            </style>
            </head>
            <body>
            <a class="skip" href="#main">To the figures</a>

            """);
        SummarySection.Write(html, report);
        html.Write($"\n<main id=\"main\">\n");
        FindingsSection.Write(html, report);
        if (report.SampledSteps > 0 && !report.Layers.IsEmpty)
        {
            DepthSection.Write(html, report);
            TimeSection.Write(html, report);
            PredictionSection.Write(html, report);
            LossSection.Write(html, report);
            ClippingSection.Write(html, report);
            UpdateSection.Write(html, report);
            ActivationSection.Write(html, report);
            DeepSection.Write(html, report);
            CostSection.Write(html, report);
        }

        html.Write($"\n</main>\n<footer><p>Made by GradGuard from {Figures.Count(report.SampledSteps)} measured steps.</p></footer>\n</body>\n</html>\n");
    }

    private static string Style()
    {
        using var stream = typeof(ReportPage).Assembly.GetManifestResourceStream("GradGuard.Reports.Html.report.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
