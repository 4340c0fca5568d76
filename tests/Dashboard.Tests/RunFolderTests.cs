using System.Net;
using System.Text.Json;

namespace GradGuard.Dashboard.Tests;

/// <summary>A folder of run logs, of which the page shows one at a time.</summary>
public sealed class RunFolderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gradguard-runs-");
    private readonly HttpClient _client = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _client.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task The_latest_run_is_shown_and_the_others_can_be_chosen()
    {
        Write("first.gradguard.jsonl", "First", hoursAgo: 2);
        Write(Path.Combine("second", "train.gradguard.jsonl"), "Second", hoursAgo: 1);
        await using var server = await RunServer.StartAsync(_folder.FullName, cancellation: Cancellation);

        Assert.Equal([Path.Combine("second", "train.gradguard.jsonl"), "first.gradguard.jsonl"], await Names(server));
        Assert.Equal("Second", await ModelAt(server, "api/run"));
        Assert.Equal("First", await ModelAt(server, "api/run?of=first.gradguard.jsonl"));
    }

    [Fact]
    public async Task A_run_that_begins_later_can_be_chosen_too()
    {
        Write("first.gradguard.jsonl", "First", hoursAgo: 1);
        await using var server = await RunServer.StartAsync(_folder.FullName, cancellation: Cancellation);

        Write("later.gradguard.jsonl", "Later", hoursAgo: 0);

        Assert.Equal("later.gradguard.jsonl", (await Names(server))[0]);
        Assert.Equal("Later", await ModelAt(server, "api/run?of=later.gradguard.jsonl"));
    }

    [Fact]
    public async Task A_run_is_read_again_that_made_room_for_others()
    {
        var names = Enumerable.Range(0, 20).Select(run => $"run{run}.gradguard.jsonl").ToList();
        foreach (var name in names)
            Write(name, name, hoursAgo: 1);
        await using var server = await RunServer.StartAsync(_folder.FullName, cancellation: Cancellation);

        foreach (var name in names.Concat(names))
            Assert.Equal(name, await ModelAt(server, $"api/run?of={name}"));
    }

    [Theory]
    [InlineData("../secret.gradguard.jsonl")]
    [InlineData("%2e%2e%2fsecret.gradguard.jsonl")]
    [InlineData("/etc/passwd")]
    [InlineData("notes.txt")]
    [InlineData("")]
    public async Task Only_run_logs_of_the_folder_are_given(string name)
    {
        Write(Path.Combine("runs", "first.gradguard.jsonl"), "First", hoursAgo: 1);
        Write("secret.gradguard.jsonl", "Secret", hoursAgo: 1);
        File.WriteAllText(Path.Combine(_folder.FullName, "runs", "notes.txt"), "notes");
        await using var server = await RunServer.StartAsync(Path.Combine(_folder.FullName, "runs"), cancellation: Cancellation);

        using var answer = await _client.GetAsync(new Uri(server.Address, $"api/run?of={name}"), Cancellation);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task A_file_that_is_no_run_log_is_told_and_leaves_the_others_alone()
    {
        Write("good.gradguard.jsonl", "Good", hoursAgo: 1);
        File.WriteAllText(Path.Combine(_folder.FullName, "bad.gradguard.jsonl"), "nonsense\n");
        await using var server = await RunServer.StartAsync(_folder.FullName, cancellation: Cancellation);

        using var bad = await _client.GetAsync(new Uri(server.Address, "api/run?of=bad.gradguard.jsonl"), Cancellation);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, bad.StatusCode);
        Assert.Equal("Good", await ModelAt(server, "api/run?of=good.gradguard.jsonl"));
    }

    [Fact]
    public async Task A_folder_without_a_run_is_refused_at_the_start()
    {
        var error = await Assert.ThrowsAsync<FileNotFoundException>(() => RunServer.StartAsync(_folder.FullName, cancellation: Cancellation));

        Assert.Contains("no run log (*.gradguard.jsonl) in it", error.Message);
    }

    private void Write(string name, string model, int hoursAgo)
    {
        var file = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, $$"""{"type":"run","v":1,"time":"2026-01-01T00:00:00Z","model":"{{model}}","sampleEvery":1,"layers":[]}""" + "\n");
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddHours(-hoursAgo));
    }

    private async Task<string[]> Names(RunServer server) =>
        JsonSerializer.Deserialize<string[]>(await _client.GetStringAsync(new Uri(server.Address, "api/runs"), Cancellation))!;

    private async Task<string> ModelAt(RunServer server, string path)
    {
        using var run = JsonDocument.Parse(await _client.GetStringAsync(new Uri(server.Address, path), Cancellation));
        return run.RootElement.GetProperty("model").GetString()!;
    }
}
