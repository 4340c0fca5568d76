using Microsoft.Net.Http.Headers;

namespace GradGuard.Dashboard.Metrics;

/// <summary>How metrics are written: what Prometheus asks for by its Accept header.</summary>
/// <param name="ContentType">The content type of the answer.</param>
/// <param name="IsOpenMetrics">OpenMetrics 1.0 rather than Prometheus' text format 0.0.4.</param>
internal sealed record ExpositionFormat(string ContentType, bool IsOpenMetrics)
{
    private const string OpenMetricsType = "application/openmetrics-text";

    public static ExpositionFormat Text { get; } = new("text/plain; version=0.0.4; charset=utf-8", false);

    public static ExpositionFormat OpenMetrics { get; } = new(OpenMetricsType + "; version=1.0.0; charset=utf-8", true);

    /// <summary>OpenMetrics where the client prefers it to plain text, plain text for everyone else.</summary>
    public static ExpositionFormat For(IList<MediaTypeHeaderValue> accept) =>
        Quality(accept, OpenMetricsType) is { } open && open > 0 && open >= (Quality(accept, "text/plain") ?? 0) ? OpenMetrics : Text;

    private static double? Quality(IList<MediaTypeHeaderValue> accept, string type) => accept
        .Where(value => value.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase) && Version(value) is null or "0.0.1" or "0.0.4" or "1.0.0")
        .Select(value => value.Quality ?? 1).DefaultIfEmpty(double.NaN).Max() is var best && double.IsNaN(best) ? null : best;

    private static string? Version(MediaTypeHeaderValue value) =>
        value.Parameters.FirstOrDefault(parameter => parameter.Name.Equals("version", StringComparison.OrdinalIgnoreCase))?.Value.ToString().Trim('"');
}
