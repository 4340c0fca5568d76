using System.Net;
using System.Net.Sockets;
using GradGuard.Dashboard.Metrics;

namespace GradGuard.Dashboard.Tests;

/// <summary>A training program may be a web application with settings of its own. Alone: variables are the whole process's.</summary>
[CollectionDefinition(nameof(SurroundingSettingsTests), DisableParallelization = true)]
[Collection(nameof(SurroundingSettingsTests))]
public sealed class SurroundingSettingsTests : IDisposable
{
    private const string Variable = "ASPNETCORE_Kestrel__Endpoints__Public__Url";

    private readonly string _log = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.gradguard.jsonl");
    private readonly int _port = FreePort();

    public SurroundingSettingsTests() => Environment.SetEnvironmentVariable(Variable, $"http://0.0.0.0:{_port}");

    [Fact]
    public async Task They_do_not_open_the_page_to_others()
    {
        File.WriteAllText(_log, """{"type":"run","v":1,"time":"2026-01-01T00:00:00Z","model":"Net","sampleEvery":1,"layers":[]}""" + "\n");
        await using var server = await RunServer.StartAsync(_log, cancellation: TestContext.Current.CancellationToken);

        Assert.False(IsServed());
    }

    [Fact]
    public void They_do_not_open_the_metrics_to_others()
    {
        using var server = MetricsServer.Start(port: 0);

        Assert.False(IsServed());
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, null);
        File.Delete(_log);
    }

    // Below the ports that systems give out by themselves (32768 and up, or 49152 and up): one of those may be another server's by the time we ask.
    private static int FreePort()
    {
        for (var port = Random.Shared.Next(20_000, 30_000); ; port++)
        {
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: the next one.
            }
        }
    }

    private bool IsServed()
    {
        using var client = new TcpClient();
        try
        {
            client.Connect(IPAddress.Loopback, _port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
