using GradGuard.Dashboard;

namespace GradGuard;

/// <summary>A page that shows what a guard sees, while it sees it.</summary>
public static class DashboardExtensions
{
    /// <summary>
    /// Serves a page of this run, by default on a free port of loopback, and says on standard error where. Where that cannot be done it says
    /// why, and training goes on without.
    /// </summary>
    /// <param name="guard">The guard to show.</param>
    /// <param name="options">Where to serve, and to whom.</param>
    /// <returns>The server, to be disposed with the guard; null where it did not start.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="guard"/> is null.</exception>
    /// <exception cref="ArgumentException">The page would be open to other machines without a token.</exception>
    public static RunServer? UseDashboard(this GradientGuard guard, DashboardOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(guard);
        options?.Check();
        try
        {
            var server = RunServer.StartAsync(guard, options).GetAwaiter().GetResult();
            Console.Error.WriteLine($"GradGuard: this run is shown at {server.Address}");
            return server;
        }
        catch (Exception fault)
        {
            Console.Error.WriteLine($"GradGuard: this run is not shown, since no page can be served: {fault.Message}");
            return null;
        }
    }
}
