using System.Net;
using GradGuard.RunLog;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GradGuard.Dashboard;

/// <summary>Serves a page on loopback that follows a run log, of a run that goes on or one that ended.</summary>
public sealed class RunServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private RunServer(WebApplication application) => _application = application;

    /// <summary>Where the page is.</summary>
    public Uri Address => new(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Starts to serve. Only this machine can reach the page, and only under a loopback name.</summary>
    /// <param name="runLog">A <c>*.gradguard.jsonl</c> file.</param>
    /// <param name="port">The port, 0 to 65535; 0 takes a free one.</param>
    /// <param name="cancellation">Gives up starting.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is not a run log.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<RunServer> StartAsync(string runLog, int port = 0, CancellationToken cancellation = default)
    {
        _ = RunLogReader.Read(runLog);

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        var application = builder.Build();
        application.Use(RefuseForeignHosts);
        application.MapGet("/", () => Results.Stream(Page(), "text/html; charset=utf-8"));
        application.MapGet("/api/run", () => RunAnswer(runLog));
        await application.StartAsync(cancellation);
        return new RunServer(application);
    }

    /// <summary>Serves until <paramref name="cancellation"/>.</summary>
    public Task WaitAsync(CancellationToken cancellation) => _application.WaitForShutdownAsync(cancellation);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _application.DisposeAsync();

    // A page elsewhere whose name resolves to loopback (DNS rebinding) would otherwise read the run.
    private static Task RefuseForeignHosts(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Host.Host is "localhost" or "127.0.0.1")
            return next(context);

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return context.Response.WriteAsync("This page is served to this machine only; open it as http://127.0.0.1.");
    }

    private static IResult RunAnswer(string runLog)
    {
        try
        {
            return Results.Json(RunView.From(RunLogReader.Read(runLog)), RunView.Json);
        }
        catch (Exception error) when (error is IOException or InvalidDataException)
        {
            return Results.Problem(error.Message, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static Stream Page() => typeof(RunServer).Assembly.GetManifestResourceStream("GradGuard.Dashboard.Page.index.html")!;
}
