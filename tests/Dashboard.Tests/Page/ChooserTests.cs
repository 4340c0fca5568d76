using Microsoft.Playwright;

namespace GradGuard.Dashboard.Tests.Page;

/// <summary>The runs of a folder, as a page lets one choose among them.</summary>
public sealed class ChooserTests(Browser browser) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gradguard-runs-");
    private readonly List<string> _complaints = [];

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Another_run_is_shown_when_it_is_chosen_and_stays_while_the_first_goes_on()
    {
        Assert.SkipUnless(browser.Missing is null, browser.Missing ?? "");
        Write("older", hour: 1);
        Write("newer", hour: 2);
        await using var server = await RunServer.StartAsync(_folder.FullName, cancellation: TestContext.Current.CancellationToken);
        var page = await browser.Open(server.Address, _complaints);
        await Assertions.Expect(page.Locator("#model")).ToHaveTextAsync("newer");

        await page.Locator("#run").SelectOptionAsync("older.gradguard.jsonl");
        await Assertions.Expect(page.Locator("#model")).ToHaveTextAsync("older");

        Write("newest", hour: 3);
        await Assertions.Expect(page.Locator("#run option")).ToHaveCountAsync(3, new() { Timeout = 20_000 });
        await Assertions.Expect(page.Locator("#run")).ToHaveValueAsync("older.gradguard.jsonl");
        await Assertions.Expect(page.Locator("#model")).ToHaveTextAsync("older");
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task Where_there_is_one_run_there_is_nothing_to_choose()
    {
        Assert.SkipUnless(browser.Missing is null, browser.Missing ?? "");
        Write("only", hour: 1);
        await using var server = await RunServer.StartAsync(_folder.FullName, cancellation: TestContext.Current.CancellationToken);
        var page = await browser.Open(server.Address, _complaints);

        await Assertions.Expect(page.Locator("#model")).ToHaveTextAsync("only");
        await Assertions.Expect(page.Locator("#chooser")).ToBeHiddenAsync();
    }

    private void Write(string model, int hour)
    {
        var file = Path.Combine(_folder.FullName, $"{model}.gradguard.jsonl");
        File.WriteAllText(file, $$"""{"type":"run","v":1,"time":"2026-01-01T00:00:00Z","model":"{{model}}","sampleEvery":1,"layers":[]}""" + "\n");
        File.SetLastWriteTimeUtc(file, new DateTime(2026, 1, 1, hour, 0, 0, DateTimeKind.Utc));
    }
}
