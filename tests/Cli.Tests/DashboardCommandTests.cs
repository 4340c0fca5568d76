using System.Net;
using System.Text.RegularExpressions;

namespace GradGuard.Cli.Tests;

public sealed partial class DashboardCommandTests : IDisposable
{
    private readonly SourceFolder _folder = new();
    private readonly CancellationTokenSource _interrupt = new();

    public void Dispose()
    {
        _interrupt.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task It_says_where_the_page_is_until_it_is_interrupted()
    {
        var (shown, command) = await Start(_folder.WriteLog(RunLogs.Healthy));

        using var client = new HttpClient();
        Assert.Equal("127.0.0.1", shown.Host);
        Assert.Empty(shown.Query);
        Assert.Contains("<title>GradGuard</title>", await client.GetStringAsync(shown, TestContext.Current.CancellationToken));
        await _interrupt.CancelAsync();
        Assert.Equal(0, await command);
    }

    [Fact]
    public async Task A_folder_is_shown_too()
    {
        _folder.WriteLog(RunLogs.Healthy);
        var (shown, command) = await Start(_folder.Path);

        using var client = new HttpClient();
        Assert.Equal("""["train.gradguard.jsonl"]""", await client.GetStringAsync(new Uri(shown, "api/runs"), TestContext.Current.CancellationToken));
        await _interrupt.CancelAsync();
        await command;
    }

    [Fact]
    public async Task Open_to_other_machines_it_makes_up_a_token_and_tells_it()
    {
        var (shown, command) = await Start(_folder.WriteLog(RunLogs.Healthy), "--address", "0.0.0.0");

        Assert.Matches(@"^\?token=[0-9a-f]{32}$", shown.Query);
        await AssertAsksFor(shown.Query["?token=".Length..], shown.Port);
        await _interrupt.CancelAsync();
        await command;
    }

    [Fact]
    public async Task A_token_that_is_given_is_not_told()
    {
        var (shown, command) = await Start(_folder.WriteLog(RunLogs.Healthy), "--token", "a-token-of-some-length");

        Assert.Empty(shown.Query);
        await AssertAsksFor("a-token-of-some-length", shown.Port);
        await _interrupt.CancelAsync();
        await command;
    }

    [Theory]
    [InlineData("--address", "example.org", "--address example.org is no address of a machine")]
    [InlineData("--token", "short", "Give Token at least 16 characters")]
    [InlineData("--port", "70000", "Set Port between 0")]
    public async Task What_cannot_be_is_refused(string option, string value, string reason)
    {
        var run = await Terminal.RunAsync("dashboard", _folder.WriteLog(RunLogs.Healthy), option, value);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(reason, run.Error);
    }

    private static async Task AssertAsksFor(string token, int port)
    {
        using var client = new HttpClient();
        var page = new Uri($"http://127.0.0.1:{port}/");
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(page, TestContext.Current.CancellationToken)).StatusCode);
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(page, TestContext.Current.CancellationToken)).StatusCode);
    }

    // Runs it until the test interrupts it; what it shows is in its first line.
    private async Task<(Uri Shown, Task<int> Command)> Start(string run, params string[] options)
    {
        var said = new FirstLine();
        var command = CommandLine.RunAsync(["dashboard", run, .. options], said, TextWriter.Null, _interrupt.Token);
        var line = await said.Line.WaitAsync(TestContext.Current.CancellationToken);
        return (new Uri(Address().Match(line).Value), command);
    }

    [GeneratedRegex(@"http://\S+")]
    private static partial Regex Address();

    private sealed class FirstLine : StringWriter
    {
        private readonly TaskCompletionSource<string> _line = new();

        public Task<string> Line => _line.Task;

        public override void WriteLine(string? value) => _line.TrySetResult(value ?? "");
    }
}
