using System.Net;
using GradGuard.Dashboard.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;

namespace GradGuard.Dashboard.Metrics;

/// <summary>Serves <c>/metrics</c> for Prometheus from a training program that has no web server of its own.</summary>
public sealed class MetricsServer : IAsyncDisposable, IDisposable
{
    private readonly WebApplication _application;

    private MetricsServer(WebApplication application) => _application = application;

    /// <summary>Where Prometheus is to scrape.</summary>
    public Uri Address => new(new Uri(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()), "/metrics");

    /// <summary>Starts to serve.</summary>
    /// <param name="port">The port, 0 to 65535; 0 takes a free one.</param>
    /// <param name="address">The address to listen on; null for loopback, where it answers to loopback names alone. Metrics hold names of layers and models: listen on others in networks that you trust only.</param>
    /// <param name="configure">Adds meters, views or resource attributes to the pipeline.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static MetricsServer Start(int port = 9464, IPAddress? address = null, Action<MeterProviderBuilder>? configure = null)
    {
        // Empty: the settings of the program around it (appsettings.json, ASPNETCORE_URLS) could open this server to others.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, GuestLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(address ?? IPAddress.Loopback, port));
        var application = builder.Build();
        if (IPAddress.IsLoopback(address ?? IPAddress.Loopback))
            application.Use(new Admission(new DashboardOptions()).Admit);
        application.MapGradGuardMetrics(configure: configure);
        application.StartAsync().GetAwaiter().GetResult();
        return new MetricsServer(application);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _application.DisposeAsync();

    /// <inheritdoc/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();
}
