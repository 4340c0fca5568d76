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
    public async Task What_was_pointed_at_or_zoomed_into_is_forgotten_with_its_run()
    {
        Assert.SkipUnless(browser.Missing is null, browser.Missing ?? "");
        Write("short", hour: 1, steps: 3);
        Write("long", hour: 2, steps: 40);
        await using var server = await RunServer.StartAsync(_folder.FullName, cancellation: TestContext.Current.CancellationToken);
        var page = await browser.Open(server.Address, _complaints);
        await Assertions.Expect(page.Locator("#model")).ToHaveTextAsync("long");
        await page.Locator("#heat").PressAsync("ArrowLeft");
        await Assertions.Expect(page.Locator("#heat-readout")).ToContainTextAsync("long_fc");
        await DragAcross(page, from: 0.7f, to: 0.9f);

        await page.Locator("#run").SelectOptionAsync("short.gradguard.jsonl");

        await Assertions.Expect(page.Locator("#model")).ToHaveTextAsync("short");
        await Assertions.Expect(page.Locator("#heat-readout")).ToHaveTextAsync("Point at a cell, or use the arrow keys.");
        await page.Locator("#loss .u-over").HoverAsync();
        await Assertions.Expect(page.Locator("#loss .u-legend .u-series").First).ToContainTextAsync("2");
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

    private static async Task DragAcross(IPage page, float from, float to)
    {
        var plot = (await page.Locator("#loss .u-over").BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(plot.X + (from * plot.Width), plot.Y + 50);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(plot.X + (to * plot.Width), plot.Y + 50, new() { Steps = 5 });
        await page.Mouse.UpAsync();
    }

    private void Write(string model, int hour, int steps = 0)
    {
        var file = Path.Combine(_folder.FullName, $"{model}.gradguard.jsonl");
        File.WriteAllText(file, $$"""{"type":"run","v":1,"time":"2026-01-01T00:00:00Z","model":"{{model}}","sampleEvery":1,"layers":[{"path":"{{model}}_fc","type":"Linear","elements":4,"weight":true}]}""" + "\n"
            + string.Concat(Enumerable.Range(1, steps).Select(step => $$"""{"type":"step","v":1,"step":{{step}},"loss":{{(1.0 / step).ToString(System.Globalization.CultureInfo.InvariantCulture)}},"norm":1,"norms":[1]}""" + "\n")));
        File.SetLastWriteTimeUtc(file, new DateTime(2026, 1, 1, hour, 0, 0, DateTimeKind.Utc));
    }
}
