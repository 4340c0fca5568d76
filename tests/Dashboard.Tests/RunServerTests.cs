using System.Net;
using System.Text.Json;

namespace GradGuard.Dashboard.Tests;

public sealed class RunServerTests : IDisposable
{
    private const string RunLine = """{"type":"run","v":1,"time":"2026-01-01T00:00:00Z","model":"Net","sampleEvery":1,"layersDropped":0,"layers":[{"path":"fc1","type":"Linear","elements":12,"weight":true},{"path":"<b>fc2</b>","type":"Linear","elements":12,"weight":true}]}""";
    private const string StepLine = """{"type":"step","v":1,"step":7,"loss":0.5,"norm":1,"norms":[1e-9,1],"weightNorms":[1e-9,1]}""";

    private readonly string _log = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.gradguard.jsonl");
    private readonly HttpClient _client = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_run_of_the_log_is_served_with_its_latest_step()
    {
        File.WriteAllLines(_log, [RunLine, StepLine]);
        await using var server = await RunServer.StartAsync(_log, cancellation: Cancellation);

        using var run = JsonDocument.Parse(await _client.GetStringAsync(new Uri(server.Address, "api/run"), Cancellation));

        Assert.Equal("Net", run.RootElement.GetProperty("model").GetString());
        Assert.Equal(7, run.RootElement.GetProperty("step").GetInt64());
        Assert.Equal(1e-9, run.RootElement.GetProperty("layers")[0].GetProperty("norm").GetDouble());
    }

    [Fact]
    public async Task A_step_that_is_logged_later_is_served_too()
    {
        File.WriteAllLines(_log, [RunLine]);
        await using var server = await RunServer.StartAsync(_log, cancellation: Cancellation);
        File.AppendAllLines(_log, [StepLine]);

        using var run = JsonDocument.Parse(await _client.GetStringAsync(new Uri(server.Address, "api/run"), Cancellation));

        Assert.Equal(7, run.RootElement.GetProperty("step").GetInt64());
    }

    [Fact]
    public async Task Where_the_latest_step_carries_no_layers_those_before_it_are_served()
    {
        File.WriteAllLines(_log, [RunLine, StepLine, """{"type":"step","v":1,"step":8,"loss":0.25,"norm":1}"""]);
        await using var server = await RunServer.StartAsync(_log, cancellation: Cancellation);

        using var run = JsonDocument.Parse(await _client.GetStringAsync(new Uri(server.Address, "api/run"), Cancellation));

        Assert.Equal(8, run.RootElement.GetProperty("step").GetInt64());
        Assert.Equal(1e-9, run.RootElement.GetProperty("layers")[0].GetProperty("norm").GetDouble());
    }

    [Fact]
    public async Task The_page_names_no_host_but_its_own()
    {
        File.WriteAllLines(_log, [RunLine]);
        await using var server = await RunServer.StartAsync(_log, cancellation: Cancellation);

        var page = await _client.GetStringAsync(server.Address, Cancellation);

        Assert.Contains("<title>GradGuard</title>", page);
        Assert.DoesNotContain("//", page);
    }

    [Fact]
    public async Task Only_this_machine_can_reach_it()
    {
        File.WriteAllLines(_log, [RunLine]);
        await using var server = await RunServer.StartAsync(_log, cancellation: Cancellation);

        Assert.True(IPAddress.IsLoopback(IPAddress.Parse(server.Address.Host)));
    }

    [Fact]
    public async Task A_name_that_merely_resolves_to_this_machine_is_refused()
    {
        File.WriteAllLines(_log, [RunLine]);
        await using var server = await RunServer.StartAsync(_log, cancellation: Cancellation);

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address, "api/run"));
        request.Headers.Host = "attacker.example";
        using var answer = await _client.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task A_file_that_is_no_run_log_is_refused_at_the_start()
    {
        File.WriteAllText(_log, "hello\n");

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => RunServer.StartAsync(_log, cancellation: Cancellation));

        Assert.Contains(_log, error.Message);
    }

    public void Dispose()
    {
        _client.Dispose();
        File.Delete(_log);
    }
}
