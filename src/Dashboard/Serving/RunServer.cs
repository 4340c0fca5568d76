using System.Net;
using System.Net.Sockets;
using GradGuard.Dashboard.Metrics;
using GradGuard.Dashboard.Runs;
using GradGuard.Dashboard.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GradGuard.Dashboard;

/// <summary>Serves a page that shows a run: of a guard in this process, or of a run log that another process writes or wrote, or the runs of a folder.</summary>
public sealed class RunServer : IAsyncDisposable, IDisposable
{
    private static readonly Dictionary<string, string> Files = new()
    {
        ["index.html"] = "text/html; charset=utf-8",
        ["page.js"] = "text/javascript; charset=utf-8",
        ["page.css"] = "text/css; charset=utf-8",
    };

    private readonly WebApplication _application;
    private readonly IRunCatalog _runs;

    private RunServer(WebApplication application, IRunCatalog runs) => (_application, _runs) = (application, runs);

    /// <summary>Where the page is. Where it listens on every address of this machine, this has the machine's name.</summary>
    public Uri Address
    {
        get
        {
            var address = new UriBuilder(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
            if (IPAddress.TryParse(address.Host, out var host) && (host.Equals(IPAddress.Any) || host.Equals(IPAddress.IPv6Any)))
                address.Host = Dns.GetHostName();

            return address.Uri;
        }
    }

    /// <summary>Starts to serve a run log, or the run logs of a folder.</summary>
    /// <param name="runLog">A <c>*.gradguard.jsonl</c> file, which may still be written to, or a folder with such files in it or below it; the page lets one choose among those, the latest first.</param>
    /// <param name="options">Where to serve, and to whom; null for a free port on loopback.</param>
    /// <param name="cancellation">Gives up starting.</param>
    /// <exception cref="FileNotFoundException">There is no such file, or no run log in the folder.</exception>
    /// <exception cref="InvalidDataException">It is not a run log.</exception>
    /// <exception cref="ArgumentException">It would be open to other machines without a token.</exception>
    /// <exception cref="IOException">No port can be had.</exception>
    /// <exception cref="SocketException">The address is none of this machine.</exception>
    public static async Task<RunServer> StartAsync(string runLog, DashboardOptions? options = null, CancellationToken cancellation = default)
    {
        return await StartAsync(Open(runLog), options ?? new(), withMetrics: false, cancellation);
    }

    /// <summary>Starts to serve the run of a guard, and its metrics at <c>/metrics</c>.</summary>
    /// <param name="guard">The guard; training waits only while a copy of fixed size is made, about once a second while the page is open.</param>
    /// <param name="options">Where to serve, and to whom; null for a free port on loopback.</param>
    /// <param name="cancellation">Gives up starting.</param>
    /// <exception cref="ArgumentNullException"><paramref name="guard"/> is null.</exception>
    /// <exception cref="ArgumentException">It would be open to other machines without a token.</exception>
    /// <exception cref="IOException">No port can be had.</exception>
    /// <exception cref="SocketException">The address is none of this machine.</exception>
    public static Task<RunServer> StartAsync(GradientGuard guard, DashboardOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(guard);
        return StartAsync(new SingleRun(new GuardSource(guard)), options ?? new(), withMetrics: true, cancellation);
    }

    /// <summary>Serves until <paramref name="cancellation"/>.</summary>
    public Task WaitAsync(CancellationToken cancellation) => _application.WaitForShutdownAsync(cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _runs.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private static IRunCatalog Open(string path)
    {
        if (Directory.Exists(path))
        {
            var folder = new RunFolder(path);
            return folder.Names.Count > 0 ? folder : throw new FileNotFoundException($"{path}: no run log (*.gradguard.jsonl) in it; GradientGuardOptions.RunLogPath makes the guard write one.");
        }

        var source = new LogSource(path);
        _ = source.Read();
        return new SingleRun(source);
    }

    private static async Task<RunServer> StartAsync(IRunCatalog runs, DashboardOptions options, bool withMetrics, CancellationToken cancellation)
    {
        options.Check();
        try
        {
            return await ListenAsync(runs, options, withMetrics, cancellation);
        }
        catch (Exception fault) when (fault is IOException or SocketException && options.Port != 0)
        {
            return await ListenAsync(runs, options with { Port = 0 }, withMetrics, cancellation);
        }
    }

    private static async Task<RunServer> ListenAsync(IRunCatalog runs, DashboardOptions options, bool withMetrics, CancellationToken cancellation)
    {
        // Empty: the settings of the program around it (appsettings.json, ASPNETCORE_URLS) could open this server to others.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(options.Address, options.Port);
        });
        builder.Services.AddSingleton<IHostLifetime, GuestLifetime>();
        var application = builder.Build();
        application.Use(new Admission(options).Admit);
        application.MapGet("/", () => File("index.html"));
        foreach (var name in Files.Keys)
            application.MapGet($"/{name}", () => File(name));
        application.MapGet("/api/runs", () => Results.Json(runs.Names));
        application.MapGet("/api/run", (HttpContext context) => runs.Find(context.Request.Query["of"].FirstOrDefault()) is { } run
            ? run.Answer(context)
            : Results.Problem("This run is no longer there.", statusCode: StatusCodes.Status404NotFound));
        if (withMetrics)
            application.MapGradGuardMetrics();

        try
        {
            await application.StartAsync(cancellation);
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }

        return new RunServer(application, runs);
    }

    private static IResult File(string name) =>
        Results.Stream(typeof(RunServer).Assembly.GetManifestResourceStream($"GradGuard.Dashboard.Page.{name}")!, Files[name]);
}
