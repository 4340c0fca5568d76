using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace GradGuard.Dashboard.Tests.Metrics;

/// <summary>A real Prometheus, scraping every fifth of a second, in a folder of its own.</summary>
internal sealed class PrometheusProcess : IDisposable
{
    private const string Program = "prometheus";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gradguard-prometheus-");
    private readonly Process _process;
    private readonly HttpClient _client;

    public PrometheusProcess(IEnumerable<Uri> targets)
    {
        var port = FreePort();
        File.WriteAllText(Path.Combine(_folder.FullName, "prometheus.yml"), $$"""
            global: { scrape_interval: 200ms, scrape_timeout: 200ms }
            scrape_configs:
              - job_name: train
                static_configs: [{{string.Join(", ", targets.Select((target, rank) => $"{{ targets: ['{target.Authority}'], labels: {{ rank: '{rank}' }} }}"))}}]
            """);
        _process = Process.Start(new ProcessStartInfo(Program, ["--config.file=prometheus.yml", "--storage.tsdb.path=data", $"--web.listen-address=127.0.0.1:{port}", "--log.level=error"])
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardError = true,
        })!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        _client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
    }

    /// <summary>Why there is none on this machine; null where there is.</summary>
    public static string? Missing { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, Program)))
        ? null
        : "Prometheus is not installed: sudo apt-get install prometheus";

    /// <summary>The series of an instant query: labels, and the value.</summary>
    public async Task<IReadOnlyList<(IReadOnlyDictionary<string, string> Labels, double Value)>> Query(string expression)
    {
        using var answer = JsonDocument.Parse(await _client.GetStringAsync($"/api/v1/query?query={Uri.EscapeDataString(expression)}"));
        return
        [
            .. answer.RootElement.GetProperty("data").GetProperty("result").EnumerateArray().Select(series => (
                (IReadOnlyDictionary<string, string>)series.GetProperty("metric").EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString()!),
                double.Parse(series.GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture))),
        ];
    }

    /// <summary>Waits until a query answers as it should.</summary>
    public async Task<IReadOnlyList<(IReadOnlyDictionary<string, string> Labels, double Value)>> Until(
        string expression, Func<IReadOnlyList<(IReadOnlyDictionary<string, string> Labels, double Value)>, bool> isSo)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var deadline = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                var found = await Query(expression);
                if (isSo(found) || deadline.Elapsed > TimeSpan.FromSeconds(60))
                    return found;
            }
            catch (HttpRequestException) when (deadline.Elapsed < TimeSpan.FromSeconds(60))
            {
                // It is still starting.
            }

            await timer.WaitForNextTickAsync();
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
