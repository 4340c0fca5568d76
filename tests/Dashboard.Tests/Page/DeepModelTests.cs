using Microsoft.Playwright;

namespace GradGuard.Dashboard.Tests.Page;

/// <summary>The heat map of a model that has more layers than a map has lines.</summary>
public sealed class DeepModelTests(Browser browser) : IDisposable
{
    private const int Layers = 1500;
    private const int Ill = 776;

    // 560 lines at most.
    private const int LayersPerLine = 3;

    private readonly string _log = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.gradguard.jsonl");
    private readonly List<string> _complaints = [];

    public void Dispose() => File.Delete(_log);

    [Fact]
    public async Task The_one_layer_that_is_ill_shows_in_its_line()
    {
        Assert.SkipUnless(browser.Missing is null, browser.Missing ?? "");
        await File.WriteAllLinesAsync(_log, RunLines(), TestContext.Current.CancellationToken);
        await using var server = await RunServer.StartAsync(_log, cancellation: TestContext.Current.CancellationToken);
        var page = await browser.Open(server.Address, _complaints);

        await Assertions.Expect(page.Locator("#heat-lines")).ToHaveTextAsync($"A line shows the largest norm of {LayersPerLine} layers that follow each other.");
        var map = page.Locator("#heat");
        await map.ScrollIntoViewIfNeededAsync();
        var box = (await map.BoundingBoxAsync())!;
        var line = (Ill / LayersPerLine) + 0.5f;
        await map.HoverAsync(new() { Position = new() { X = box.Width / 2, Y = line * box.Height / (Layers / LayersPerLine) } });
        await Assertions.Expect(page.Locator("#heat-readout")).ToHaveTextAsync($"fc{Ill}, step 1: 1e+3");

        // Its colour is that of the scale's end, and the only such.
        var bright = await page.EvaluateAsync<int>("""
            () => {
              const map = document.getElementById('heat');
              const column = map.getContext('2d').getImageData(Math.floor(map.width / 2), 0, 1, map.height).data;
              return column.reduce((count, red, i) => count + (i % 4 === 0 && red > 200 ? 1 : 0), 0);
            }
            """);
        Assert.InRange(bright, 1, 3);
        Assert.Empty(_complaints);
    }

    private static string[] RunLines()
    {
        var layers = string.Join(',', Enumerable.Range(0, Layers).Select(layer => $$"""{"path":"fc{{layer}}","type":"Linear","elements":12,"weight":true}"""));
        var norms = string.Join(',', Enumerable.Range(0, Layers).Select(layer => layer == Ill ? "1000" : "0.001"));
        return
        [
            $$"""{"type":"run","v":1,"time":"2026-01-01T00:00:00Z","model":"Deep","sampleEvery":1,"layers":[{{layers}}]}""",
            $$"""{"type":"step","v":1,"step":1,"loss":1,"norm":1000,"norms":[{{norms}}]}""",
        ];
    }
}
