using System.Globalization;
using Microsoft.Playwright;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Dashboard.Tests.Page;

/// <summary>What a browser shows of a run.</summary>
public sealed class PageTests(Browser browser) : IDisposable
{
    private const string RunLine = """{"type":"run","v":1,"time":"2026-01-01T00:00:00Z","model":"<img src=x onerror=alert(1)>","sampleEvery":1,"layers":[{"path":"fc1\"><script>alert(1)</script>","type":"Linear","elements":12,"weight":true},{"path":"fc2","type":"Linear","elements":12,"weight":true}]}""";

    private readonly string _log = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.gradguard.jsonl");
    private readonly List<string> _complaints = [];

    public void Dispose() => File.Delete(_log);

    [Fact]
    public async Task The_values_shown_are_those_of_the_run_and_a_finding_appears_when_it_happens()
    {
        Assert.SkipUnless(browser.Missing is null, browser.Missing ?? "");
        using var model = Sequential(Enumerable.Range(0, 10).SelectMany(_ => new Module<Tensor, Tensor>[] { Linear(16, 16), Sigmoid() }).Append(Linear(16, 1)));
        using var guard = GradientGuard.Watch(model, new GradientGuardOptions { MessageSink = _ => { } });
        using var server = guard.UseDashboard();
        Train(model, guard, 10);
        var page = await browser.Open(server!.Address, _complaints);

        await Assertions.Expect(page.Locator("#steps")).ToHaveTextAsync("10");
        await Assertions.Expect(page.Locator("#verdict")).ToHaveTextAsync(guard.Report().Verdict);
        await Assertions.Expect(page.Locator("#findings > li")).ToHaveCountAsync(0);
        await page.Locator("#layer-details summary").ClickAsync();
        var rows = guard.LatestRows();
        await Assertions.Expect(page.Locator("#layer-rows tr")).ToHaveCountAsync(rows.Length);
        var shown = await page.Locator("#layer-rows tr td:nth-child(5)").AllInnerTextsAsync();
        Assert.Equal(rows.Select(row => row.Norm!.Value), shown.Select(text => double.Parse(text, CultureInfo.InvariantCulture)), (norm, text) => Math.Abs(norm - text) <= 0.06 * norm);

        Train(model, guard, 20);
        await Assertions.Expect(page.Locator("#steps")).ToHaveTextAsync("30");
        await Assertions.Expect(page.Locator("#findings > li.warning")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("#findings > li.warning")).ToContainTextAsync("vanishing gradient at 0, step 18");
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task Names_are_text_whatever_they_hold()
    {
        Assert.SkipUnless(browser.Missing is null, browser.Missing ?? "");
        var finding = """{"type":"finding","v":1,"step":1,"symptom":"dead_units","severity":"warning","layer":"fc1\"><script>alert(1)</script>","ended":false,"message":"<b onmouseover=alert(1)>","layers":[],"evidence":[]}""";
        await File.WriteAllLinesAsync(_log, [RunLine, """{"type":"step","v":1,"step":1,"loss":1,"norm":1,"norms":[1,null]}""", finding], TestContext.Current.CancellationToken);
        await using var server = await RunServer.StartAsync(_log, cancellation: TestContext.Current.CancellationToken);
        var page = await browser.Open(server.Address, _complaints);
        page.Dialog += (_, dialog) => _complaints.Add(dialog.Message);

        await Assertions.Expect(page.Locator("#model")).ToHaveTextAsync("<img src=x onerror=alert(1)>");
        await Assertions.Expect(page.Locator("#findings > li")).ToContainTextAsync("<b onmouseover=alert(1)>");
        Assert.Equal(0, await page.Locator("main script, main b, #model img").CountAsync());
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task It_finds_a_server_again_that_was_gone()
    {
        Assert.SkipUnless(browser.Missing is null, browser.Missing ?? "");
        await File.WriteAllLinesAsync(_log, [RunLine, """{"type":"step","v":1,"step":1,"loss":1,"norm":1,"norms":[1,1]}"""], TestContext.Current.CancellationToken);
        var server = await RunServer.StartAsync(_log, cancellation: TestContext.Current.CancellationToken);
        var page = await browser.Open(server.Address, _complaints);
        await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("live");
        var port = server.Address.Port;

        await server.DisposeAsync();
        await Assertions.Expect(page.Locator("#state")).ToContainTextAsync("the connection is lost", new() { Timeout = 20_000 });

        await File.AppendAllLinesAsync(_log, ["""{"type":"step","v":1,"step":2,"loss":1,"norm":1,"norms":[1,1]}"""], TestContext.Current.CancellationToken);
        await using var next = await RunServer.StartAsync(_log, new DashboardOptions { Port = port }, TestContext.Current.CancellationToken);
        await Assertions.Expect(page.Locator("#steps")).ToHaveTextAsync("2", new() { Timeout = 30_000 });
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1200)]
    [InlineData(ColorScheme.Dark, 1200)]
    [InlineData(ColorScheme.Light, 390)]
    public async Task Text_has_contrast_and_nothing_is_wider_than_the_screen(ColorScheme scheme, int width)
    {
        Assert.SkipUnless(browser.Missing is null, browser.Missing ?? "");
        await File.WriteAllLinesAsync(_log, RunLines(), TestContext.Current.CancellationToken);
        await using var server = await RunServer.StartAsync(_log, cancellation: TestContext.Current.CancellationToken);
        var page = await browser.Open(server.Address, _complaints, scheme, width);
        await Assertions.Expect(page.Locator("#findings > li")).ToHaveCountAsync(1);

        var faint = await page.EvaluateAsync<string[]>("""
            () => {
              const light = (color) => { const [r, g, b] = color.match(/[\d.]+/g).map((part) => { const c = part / 255; return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
              const paper = light(getComputedStyle(document.body).backgroundColor);
              return [...document.querySelectorAll('body *')].filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
                .map((element) => { const ink = light(getComputedStyle(element).color); return [element, (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05)]; })
                .filter(([, ratio]) => ratio < 4.5).map(([element, ratio]) => `${element.tagName} ${element.id} ${ratio}`);
            }
            """);
        Assert.Empty(faint);
        Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task The_heat_map_is_read_with_the_keyboard()
    {
        Assert.SkipUnless(browser.Missing is null, browser.Missing ?? "");
        await File.WriteAllLinesAsync(_log, RunLines(), TestContext.Current.CancellationToken);
        await using var server = await RunServer.StartAsync(_log, cancellation: TestContext.Current.CancellationToken);
        var page = await browser.Open(server.Address, _complaints);
        await Assertions.Expect(page.Locator("#steps")).ToHaveTextAsync("3");

        await page.Locator("#heat").FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(page.Locator("#heat-readout")).ToHaveTextAsync("fc2, step 3: 1e+0");
        await page.Keyboard.PressAsync("ArrowUp");
        await page.Keyboard.PressAsync("ArrowLeft");
        await Assertions.Expect(page.Locator("#heat-readout")).ToHaveTextAsync("fc1, step 2: 1e-9");
    }

    private static string[] RunLines() =>
    [
        RunLine.Replace("\\\"><script>alert(1)</script>", "", StringComparison.Ordinal),
        """{"type":"step","v":1,"step":1,"loss":1,"norm":1,"norms":[1e-9,1]}""",
        """{"type":"step","v":1,"step":2,"loss":1,"norm":1,"norms":[1e-9,1]}""",
        """{"type":"finding","v":1,"step":2,"symptom":"vanishing_gradient","severity":"warning","layer":"fc1","ended":false,"message":"its gradient is 1e-9 of fc2's","layers":[],"evidence":[]}""",
        """{"type":"step","v":1,"step":3,"loss":1,"norm":1,"norms":[1e-9,1]}""",
    ];

    private static void Train(Module<Tensor, Tensor> model, GradientGuard guard, int steps)
    {
        using var inputs = randn(16, 16);
        for (var step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            model.zero_grad();
            var loss = model.call(inputs).square().mean();
            loss.backward();
            guard.Step(loss);
        }
    }
}
