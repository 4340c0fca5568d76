using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;

namespace GradGuard.Dashboard.Metrics;

/// <summary>Metrics for Prometheus in an ASP.NET Core application of your own.</summary>
public static class MetricsEndpointExtensions
{
    /// <summary>
    /// Answers <c>GET</c> at <paramref name="path"/> with the metrics of every guard of this process, in Prometheus' text format 0.0.4 or
    /// OpenMetrics 1.0, whichever the client asks for. Names are those that Prometheus' OTLP receiver gives.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="path">Where Prometheus looks by default.</param>
    /// <param name="configure">Adds meters, views or resource attributes to the pipeline.</param>
    /// <exception cref="ArgumentNullException"><paramref name="endpoints"/> is null.</exception>
    public static IEndpointConventionBuilder MapGradGuardMetrics(this IEndpointRouteBuilder endpoints, string path = "/metrics", Action<MeterProviderBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var scrape = new MetricsScrape(configure);
        endpoints.ServiceProvider.GetService<IHostApplicationLifetime>()?.ApplicationStopped.Register(scrape.Dispose);
        return endpoints.MapGet(path, (HttpContext context) =>
        {
            var format = ExpositionFormat.For(context.Request.GetTypedHeaders().Accept);
            context.Response.Headers.CacheControl = "no-store";
            return Results.Text(scrape.Collect(format), format.ContentType);
        });
    }
}
