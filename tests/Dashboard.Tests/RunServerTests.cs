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
        Assert.Equal(7, run.RootElement.GetProperty("steps").GetInt64());
        Assert.Equal(1e-9, run.RootElement.GetProperty("layers")[0].GetProperty("last").GetDouble());
    }

    [Fact]
    public async Task A_step_that_is_logged_later_is_served_too()
    {
        File.WriteAllLines(_log, [RunLine]);
        await using var server = await RunServer.StartAsync(_log, cancellation: Cancellation);
        File.AppendAllLines(_log, [StepLine]);

        using var run = JsonDocument.Parse(await _client.GetStringAsync(new Uri(server.Address, "api/run"), Cancellation));

        Assert.Equal(7, run.RootElement.GetProperty("steps").GetInt64());
    }

    [Fact]
    public async Task Where_the_latest_step_carries_no_layers_those_before_it_are_served()
    {
        File.WriteAllLines(_log, [RunLine, StepLine, """{"type":"step","v":1,"step":8,"loss":0.25,"norm":1}"""]);
        await using var server = await RunServer.StartAsync(_log, cancellation: Cancellation);

        using var run = JsonDocument.Parse(await _client.GetStringAsync(new Uri(server.Address, "api/run"), Cancellation));

        Assert.Equal(8, run.RootElement.GetProperty("steps").GetInt64());
        Assert.Equal(1e-9, run.RootElement.GetProperty("layers")[0].GetProperty("last").GetDouble());
    }

    [Fact]
    public async Task Dead_and_saturated_shares_of_the_log_are_served()
    {
        File.WriteAllLines(_log, [RunLine, StepLine[..^1] + ""","activations":[{"path":"fc","type":"Linear","mean":1},{"path":"act","type":"ReLU","mean":1,"dead":0.5}]}""", """{"type":"step","v":1,"step":8,"loss":0.25,"norm":1}"""]);
        await using var server = await RunServer.StartAsync(_log, cancellation: Cancellation);

        using var run = JsonDocument.Parse(await _client.GetStringAsync(new Uri(server.Address, "api/run"), Cancellation));

        var activation = Assert.Single(run.RootElement.GetProperty("activations").EnumerateArray());
        Assert.Equal(("act", 0.5), (activation.GetProperty("path").GetString(), activation.GetProperty("dead").GetDouble()));
        Assert.Equal(JsonValueKind.Null, activation.GetProperty("saturated").ValueKind);
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

    [Fact]
    public async Task What_a_page_has_seen_is_not_sent_again()
    {
        File.WriteAllLines(_log, [RunLine, StepLine]);
        await using var server = await RunServer.StartAsync(_log, cancellation: Cancellation);
        using var first = await _client.GetAsync(new Uri(server.Address, "api/run"), Cancellation);
        using var again = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address, "api/run"));
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var answer = await _client.SendAsync(again, Cancellation);

        Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
    }

    [Fact]
    public async Task A_line_without_its_end_waits_for_it()
    {
        File.WriteAllText(_log, $"{RunLine}\n{StepLine[..30]}");
        await using var server = await RunServer.StartAsync(_log, cancellation: Cancellation);
        Assert.Equal(0, await StepsAt(server));

        File.AppendAllText(_log, $"{StepLine[30..]}\n");
        Assert.Equal(7, await StepsAt(server));
    }

    [Fact]
    public async Task Another_run_that_takes_the_file_is_shown_from_its_beginning()
    {
        File.WriteAllLines(_log, [RunLine, StepLine, StepLine.Replace("\"step\":7", "\"step\":9", StringComparison.Ordinal)]);
        await using var server = await RunServer.StartAsync(_log, cancellation: Cancellation);
        Assert.Equal(9, await StepsAt(server));

        File.WriteAllLines(_log, [RunLine, StepLine]);
        Assert.Equal(7, await StepsAt(server));
    }

    [Fact]
    public async Task A_run_of_any_length_takes_a_page_of_one_size()
    {
        using (var log = new StreamWriter(_log))
        {
            var layers = string.Join(',', Enumerable.Range(0, 500).Select(i => $$"""{"path":"fc{{i}}","type":"Linear","elements":12,"weight":true}"""));
            log.WriteLine($$"""{"type":"run","v":1,"time":"2026-01-01T00:00:00Z","model":"Net","sampleEvery":1,"layers":[{{layers}}]}""");
            var norms = string.Join(',', Enumerable.Repeat("0.001", 500));
            for (var step = 1; step <= 100_000; step++)
                log.WriteLine(step % 100 == 1 ? $$"""{"type":"step","v":1,"step":{{step}},"loss":0.5,"norm":1,"norms":[{{norms}}]}""" : $$"""{"type":"step","v":1,"step":{{step}},"loss":0.5,"norm":1}""");
        }

        await using var server = await RunServer.StartAsync(_log, cancellation: Cancellation);
        using var run = JsonDocument.Parse(await _client.GetStringAsync(new Uri(server.Address, "api/run"), Cancellation));

        Assert.Equal(100_000, run.RootElement.GetProperty("steps").GetInt64());
        Assert.InRange(run.RootElement.GetProperty("series").GetProperty("loss").GetProperty("step").GetArrayLength(), 256, 512);
        Assert.InRange(run.RootElement.GetProperty("heat").GetProperty("places").GetArrayLength(), 128, 256);
        Assert.InRange(run.RootElement.GetRawText().Length, 1, 400_000);
    }

    [Fact]
    public async Task Open_to_other_machines_it_asks_for_a_token()
    {
        File.WriteAllLines(_log, [RunLine]);
        await Assert.ThrowsAsync<ArgumentException>(() => RunServer.StartAsync(_log, new DashboardOptions { Address = IPAddress.Any }, Cancellation));
        Assert.Throws<ArgumentException>(() => new DashboardOptions { Token = "short" });

        await using var server = await RunServer.StartAsync(_log, new DashboardOptions { Address = IPAddress.Any, Token = "a token of some length" }, Cancellation);
        var page = new UriBuilder(server.Address) { Host = "127.0.0.1" }.Uri;
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync(page, Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync(new Uri(page, "api/run?token=another+token+of+it"), Cancellation)).StatusCode);

        using var let = await browser.GetAsync(new Uri(page, "?token=a+token+of+some+length"), Cancellation);
        Assert.Equal(HttpStatusCode.Redirect, let.StatusCode);
        Assert.Contains("httponly", Assert.Single(let.Headers.GetValues("Set-Cookie")));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(page, Cancellation)).StatusCode);
    }

    [Fact]
    public async Task Servers_of_one_machine_each_keep_a_token_of_their_own()
    {
        File.WriteAllLines(_log, [RunLine]);
        await using var one = await RunServer.StartAsync(_log, new DashboardOptions { Token = "a token of some length" }, Cancellation);
        await using var other = await RunServer.StartAsync(_log, new DashboardOptions { Token = "another token of some length" }, Cancellation);

        await _client.GetAsync(new Uri(one.Address, "?token=a+token+of+some+length"), Cancellation);
        await _client.GetAsync(new Uri(other.Address, "?token=another+token+of+some+length"), Cancellation);

        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync(new Uri(one.Address, "api/run"), Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync(new Uri(other.Address, "api/run"), Cancellation)).StatusCode);
    }

    [Fact]
    public async Task The_address_of_a_server_on_all_of_them_has_the_name_of_the_machine()
    {
        File.WriteAllLines(_log, [RunLine]);
        await using var server = await RunServer.StartAsync(_log, new DashboardOptions { Address = IPAddress.Any, Token = "a token of some length" }, Cancellation);

        Assert.Equal(Dns.GetHostName(), server.Address.Host, ignoreCase: true);
    }

    [Fact]
    public async Task A_port_that_is_taken_gives_way_to_a_free_one()
    {
        File.WriteAllLines(_log, [RunLine]);
        await using var first = await RunServer.StartAsync(_log, cancellation: Cancellation);
        await using var second = await RunServer.StartAsync(_log, new DashboardOptions { Port = first.Address.Port }, Cancellation);

        Assert.NotEqual(first.Address.Port, second.Address.Port);
    }

    private async Task<long> StepsAt(RunServer server)
    {
        using var run = JsonDocument.Parse(await _client.GetStringAsync(new Uri(server.Address, "api/run"), Cancellation));
        return run.RootElement.GetProperty("steps").GetInt64();
    }

    public void Dispose()
    {
        _client.Dispose();
        File.Delete(_log);
    }
}
