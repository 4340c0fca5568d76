using Microsoft.Playwright;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Dashboard.Tests.Page;

/// <summary>What a reader has set up on the page outlives the steps that come.</summary>
public sealed class LivePageTests(Browser browser) : IDisposable
{
    private const string RunLine = """{"type":"run","v":1,"time":"2026-01-01T00:00:00Z","model":"Net","sampleEvery":1,"layers":[{"path":"fc1","type":"Linear","elements":12,"weight":true}]}""";

    private readonly string _log = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.gradguard.jsonl");
    private readonly List<string> _complaints = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(_log);

    [Fact]
    public async Task A_run_is_live_until_its_guard_is_disposed()
    {
        Assert.SkipUnless(browser.Missing is null, browser.Missing ?? "");
        using var model = Linear(4, 1);
        using var guard = GradientGuard.Watch(model, new GradientGuardOptions { MessageSink = _ => { } });
        using var server = guard.UseDashboard();
        using var loss = model.call(randn(8, 4)).square().mean();
        loss.backward();
        guard.Step(loss);
        var page = await browser.Open(server!.Address, _complaints);

        await Assertions.Expect(page.Locator("#steps")).ToHaveTextAsync("1");
        await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("live");
        guard.Dispose();
        await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("the run has ended");
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task A_log_that_ends_without_a_word_long_ago_is_not_called_live_until_it_goes_on()
    {
        Assert.SkipUnless(browser.Missing is null, browser.Missing ?? "");
        await File.WriteAllLinesAsync(_log, [RunLine, """{"type":"step","v":1,"step":1,"loss":1,"norm":1,"elapsed":0.5,"norms":[1]}"""], Cancellation);
        await using var server = await RunServer.StartAsync(_log, cancellation: Cancellation);
        var page = await browser.Open(server.Address, _complaints);

        await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("nothing new for a while");
        await File.AppendAllLinesAsync(_log, Steps(2, 1), Cancellation);
        await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("live");
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task What_was_zoomed_into_stays_in_sight()
    {
        Assert.SkipUnless(browser.Missing is null, browser.Missing ?? "");
        await File.WriteAllLinesAsync(_log, [RunLine, .. Steps(1, 100)], Cancellation);
        await using var server = await RunServer.StartAsync(_log, cancellation: Cancellation);
        var page = await browser.Open(server.Address, _complaints);
        var chart = page.Locator("#loss .u-over");
        await chart.ScrollIntoViewIfNeededAsync();
        var box = (await chart.BoundingBoxAsync())!;

        await page.Mouse.MoveAsync(box.X + (box.Width * 0.5f), box.Y + 50);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + (box.Width * 0.75f), box.Y + 50, new() { Steps = 5 });
        await page.Mouse.UpAsync();
        await File.AppendAllLinesAsync(_log, Steps(101, 100), Cancellation);
        await Assertions.Expect(page.Locator("#steps")).ToHaveTextAsync("200");

        await page.Mouse.MoveAsync(box.X + 2, box.Y + 50);
        await Assertions.Expect(page.Locator("#loss .u-value").First).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^5[01]$"));
        await page.Mouse.DblClickAsync(box.X + 2, box.Y + 50);
        await Assertions.Expect(page.Locator("#loss .u-value").First).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^[123]$"));
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task Remedies_that_were_unfolded_stay_so_when_another_finding_comes()
    {
        Assert.SkipUnless(browser.Missing is null, browser.Missing ?? "");
        await File.WriteAllLinesAsync(_log, [RunLine, .. Steps(1, 2), Finding(2)], Cancellation);
        await using var server = await RunServer.StartAsync(_log, cancellation: Cancellation);
        var page = await browser.Open(server.Address, _complaints);
        await page.Locator("#findings summary").ClickAsync();

        await File.AppendAllLinesAsync(_log, [.. Steps(3, 1), Finding(3)], Cancellation);

        await Assertions.Expect(page.Locator("#findings > li")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator("#findings details[open]")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("#findings > li").Nth(1).Locator("details[open] li").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_run_reads_as_words_and_as_a_table()
    {
        Assert.SkipUnless(browser.Missing is null, browser.Missing ?? "");
        await File.WriteAllLinesAsync(_log, [RunLine, .. Steps(1, 9), """{"type":"step","v":1,"step":10,"loss":99.97,"norm":3,"normPostClip":1,"threshold":1,"norms":[1]}"""], Cancellation);
        await using var server = await RunServer.StartAsync(_log, cancellation: Cancellation);
        var page = await browser.Open(server.Address, _complaints);

        await Assertions.Expect(page.Locator("#loss-now")).ToHaveTextAsync("100");
        await Assertions.Expect(page.Locator("#loss")).ToHaveAttributeAsync("aria-label", "Chart. loss: from 1 to 100, last 100.");
        await page.Locator("#step-details summary").ClickAsync();
        await Assertions.Expect(page.Locator("#step-rows tr")).ToHaveCountAsync(10);
        Assert.Equal(["10", "3", "1", "1", "–", "100", "–"], await page.Locator("#step-rows tr:last-child :is(th, td)").AllInnerTextsAsync());
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task A_run_without_a_step_is_shown_too()
    {
        Assert.SkipUnless(browser.Missing is null, browser.Missing ?? "");
        await File.WriteAllLinesAsync(_log, [RunLine], Cancellation);
        await using var server = await RunServer.StartAsync(_log, cancellation: Cancellation);
        var page = await browser.Open(server.Address, _complaints);

        await Assertions.Expect(page.Locator("#verdict")).ToContainTextAsync("Nothing was measured");
        await Assertions.Expect(page.Locator("#heat-low")).ToBeEmptyAsync();
        Assert.Empty(_complaints);
    }

    private static IEnumerable<string> Steps(int first, int count) =>
        Enumerable.Range(first, count).Select(step => $$"""{"type":"step","v":1,"step":{{step}},"loss":{{step}},"norm":1,"norms":[1]}""");

    private static string Finding(int step) =>
        $$"""{"type":"finding","v":1,"step":{{step}},"symptom":"vanishing_gradient","severity":"warning","layer":"fc1","ended":false,"message":"m","layers":[],"evidence":[]}""";
}
