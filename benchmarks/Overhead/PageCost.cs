using GradGuard.Reports.History;
using GradGuard.RunLog;

namespace GradGuard.Overhead;

/// <summary>What training waits for while a live page is open: the copy of the run's history, made under the guard's lock.</summary>
internal static class PageCost
{
    // Every bucket and every column of a history is in use long before.
    private const int Steps = 5000;
    private const int Rounds = 201;

    // However many pages ask (GuardSource).
    private const int CopiesPerSecond = 2;

    public static Table Measure()
    {
        var table = new Table(
            "The live page",
            $"The copy of a run's history that training waits for while a page is open, after {Steps} steps; it is made {CopiesPerSecond} times a second at most. *Share*: of training's time, at that rate.",
            "layers", "copy", "share");
        foreach (var layers in new[] { 50, 500, 2000 })
        {
            var history = Recorded(layers);
            var microseconds = Paired.MedianMicroseconds(Rounds, 1, () => history.Copy())[0];
            table.Add(layers, $"{microseconds:0} µs", $"{CopiesPerSecond * microseconds / 1e6:P2}");
        }

        return table;
    }

    private static RunHistory Recorded(int layers)
    {
        var history = new RunHistory();
        var paths = string.Join(',', Enumerable.Range(0, layers).Select(layer => $$"""{"path":"fc{{layer}}","type":"Linear","elements":64,"weight":true}"""));
        var run = (RunEntry)RunLogLineParser.Parse($$"""{"type":"run","v":1,"time":"2026-01-01T00:00:00Z","model":"Net","sampleEvery":1,"layers":[{{paths}}]}""")!;
        history.SetLayers(run.Layers);
        var norms = string.Join(',', Enumerable.Repeat("0.001", layers));
        for (var step = 1; step <= Steps; step++)
        {
            // Norms of layers need no more steps than there are columns; all else comes with every step.
            var byLayer = step % 10 == 0 ? $$""","norms":[{{norms}}],"updates":[{{norms}}]""" : "";
            history.Add(((StepEntry)RunLogLineParser.Parse($$"""{"type":"step","v":1,"step":{{step}},"loss":0.5,"norm":1,"flow":0.1{{byLayer}}}""")!).Step);
        }

        return history;
    }
}
