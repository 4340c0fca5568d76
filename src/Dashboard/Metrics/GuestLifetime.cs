using Microsoft.Extensions.Hosting;

namespace GradGuard.Dashboard.Metrics;

/// <summary>
/// The lifetime of a server that is a guest in somebody else's program. The host's own would take Ctrl+C and SIGTERM for itself, and the
/// training around it could no longer be stopped.
/// </summary>
internal sealed class GuestLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
