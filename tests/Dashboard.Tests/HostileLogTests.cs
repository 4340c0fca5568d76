using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace GradGuard.Dashboard.Tests;

/// <summary>What a server makes of a log that no guard would write, or that another run takes.</summary>
public sealed class HostileLogTests : IDisposable
{
    private readonly string _log = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.gradguard.jsonl");
    private readonly HttpClient _client = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_longer_run_that_takes_the_file_is_shown_from_its_beginning()
    {
        File.WriteAllLines(_log, [RunLine("Net", 1), StepLine(5)]);
        await using var server = await RunServer.StartAsync(_log, cancellation: Cancellation);
        using var first = await Run(server);

        File.WriteAllLines(_log, [RunLine("Other", 2), .. Enumerable.Range(1, 50).Select(StepLine)]);

        using var next = await Run(server);
        Assert.Equal("Other", next.RootElement.GetProperty("model").GetString());
        Assert.Equal(50, next.RootElement.GetProperty("sampled").GetInt64());
    }

    [Theory]
    [InlineData("""{"type":"step","v":1,"step":2,"norm":1,"norms":[1,1,1]}""", "has not one number for each of the 1 layers")]
    [InlineData("""{"type":"step","v":1,"step":1,"norm":1}""", "are these two runs in one file?")]
    [InlineData("nonsense", "not a line of a run log")]
    public async Task What_cannot_follow_is_told_until_it_is_put_right(string line, string reason)
    {
        File.WriteAllLines(_log, [RunLine("Net", 1), StepLine(1)]);
        await using var server = await RunServer.StartAsync(_log, cancellation: Cancellation);
        File.AppendAllLines(_log, [line]);

        for (var asked = 0; asked < 2; asked++)
        {
            using var answer = await _client.GetAsync(new Uri(server.Address, "api/run"), Cancellation);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Contains(reason, await answer.Content.ReadAsStringAsync(Cancellation));
        }

        File.WriteAllLines(_log, [RunLine("Net", 1), StepLine(1), StepLine(2)]);
        using var run = await Run(server);
        Assert.Equal(2, run.RootElement.GetProperty("steps").GetInt64());
    }

    [Fact]
    public async Task A_line_without_end_is_not_kept_in_memory()
    {
        using (var log = new StreamWriter(_log))
        {
            log.Write("{\"type\":\"");
            for (var written = 0; written < 20; written++)
                log.Write(new string('a', 1 << 20));
        }

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => RunServer.StartAsync(_log, cancellation: Cancellation));

        Assert.Contains("a line of it has more than 16 MB", error.Message);
    }

    [Fact]
    public async Task Names_come_without_marks_that_turn_the_writing_and_no_longer_than_a_page_can_show()
    {
        File.WriteAllLines(_log, [RunLine("\\u202Eevil", 1).Replace("\"fc\"", $"\"{new string('x', 100_000)}\"", StringComparison.Ordinal)]);
        await using var server = await RunServer.StartAsync(_log, cancellation: Cancellation);

        using var run = await Run(server);

        Assert.Equal("\uFFFDevil", run.RootElement.GetProperty("model").GetString());
        Assert.Equal(2001, run.RootElement.GetProperty("layers")[0].GetProperty("path").GetString()!.Length);
    }

    [Fact]
    public async Task Of_many_findings_the_latest_are_given_and_all_are_counted()
    {
        File.WriteAllLines(_log, [
            RunLine("Net", 1),
            .. Enumerable.Range(1, 5000).Select(step => $$"""{"type":"finding","v":1,"step":{{step}},"symptom":"gradient_spike","severity":"warning","layer":"fc","ended":false,"message":"m","layers":[],"evidence":[]}"""),
        ]);
        await using var server = await RunServer.StartAsync(_log, cancellation: Cancellation);

        using var run = await Run(server);

        Assert.Equal(5000, run.RootElement.GetProperty("findingCount").GetInt32());
        Assert.Equal(200, run.RootElement.GetProperty("findings").GetArrayLength());
        Assert.Equal(5000, run.RootElement.GetProperty("findings")[199].GetProperty("step").GetInt64());
    }

    [Fact]
    public async Task What_was_seen_of_one_server_is_new_at_another()
    {
        File.WriteAllLines(_log, [RunLine("Net", 1), StepLine(1)]);
        await using var one = await RunServer.StartAsync(_log, cancellation: Cancellation);
        await using var other = await RunServer.StartAsync(_log, cancellation: Cancellation);
        using var seen = await _client.GetAsync(new Uri(one.Address, "api/run"), Cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(other.Address, "api/run"));
        request.Headers.IfNoneMatch.Add(seen.Headers.ETag!);

        using var answer = await _client.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Clients_that_never_finish_what_they_ask_hold_up_no_other()
    {
        File.WriteAllLines(_log, [RunLine("Net", 1), StepLine(1)]);
        await using var server = await RunServer.StartAsync(_log, cancellation: Cancellation);
        var slow = Enumerable.Range(0, 100).Select(_ => new TcpClient(server.Address.Host, server.Address.Port)).ToList();
        foreach (var client in slow)
            await client.GetStream().WriteAsync("GET /api/run HTTP/1.1\r\nHo"u8.ToArray(), Cancellation);

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Run(server)));

        Assert.All(answers, run => Assert.Equal(1, run.RootElement.GetProperty("steps").GetInt64()));
        slow.ForEach(client => client.Dispose());
    }

    [Theory]
    [InlineData("%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("..%2f..%2fetc%2fpasswd")]
    [InlineData("GradGuard.Dashboard.dll")]
    public async Task No_path_leads_to_a_file_of_the_machine(string path)
    {
        File.WriteAllLines(_log, [RunLine("Net", 1)]);
        await using var server = await RunServer.StartAsync(_log, cancellation: Cancellation);

        using var answer = await _client.GetAsync(new Uri($"{server.Address}{path}"), Cancellation);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task A_token_leads_to_this_server_whatever_the_path_says()
    {
        File.WriteAllLines(_log, [RunLine("Net", 1)]);
        await using var server = await RunServer.StartAsync(_log, new DashboardOptions { Token = "a token of some length" }, Cancellation);
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });

        using var answer = await browser.GetAsync(new Uri($"{server.Address}/attacker.example/?token=a+token+of+some+length"), Cancellation);

        Assert.Equal("/", answer.Headers.Location!.OriginalString);
    }

    public void Dispose()
    {
        _client.Dispose();
        File.Delete(_log);
    }

    private static string RunLine(string model, int second) =>
        $$"""{"type":"run","v":1,"time":"2026-01-01T00:00:0{{second}}Z","model":"{{model}}","sampleEvery":1,"layers":[{"path":"fc","type":"Linear","elements":12,"weight":true}]}""";

    private static string StepLine(int step) => $$"""{"type":"step","v":1,"step":{{step}},"loss":0.5,"norm":1,"norms":[1]}""";

    private async Task<JsonDocument> Run(RunServer server) => JsonDocument.Parse(await _client.GetStringAsync(new Uri(server.Address, "api/run"), Cancellation));
}
