using GradGuard.Detection.Scoring;

namespace GradGuard.Detection.Reporting;

/// <summary>The page that says what the monitor finds and where it is silent.</summary>
internal static class DetectionPage
{
    private const string Introduction = """
        # What the monitor finds, and when it is silent

        Every case in `benchmarks/Detection/Cases` is a small network that is really trained, under watch with the default options.
        Healthy runs differ in model, optimizer, learning rate, batch size, scale of the loss, clipping, schedule and data; each fault is one of them, its *twin*, with one thing changed.
        The page is made by a command; do not edit it:

        ```
        dotnet run -c Release --project benchmarks/Detection -- --write docs/detection.md
        ```

        ## How it is counted

        - Each case runs with seeds 1 to {0}; a case counts as so many runs. A healthy run must bring its loss down to 0.9 of its beginning, or the command fails: silence proves nothing on a run that does not learn. Adversaries and policies, whose target moves, are excepted.
        - *With a warning*: a healthy run with any finding of severity warning or above.
        - *Found*: a finding of warning or above (of a single broken batch: info) with a symptom that fits the fault, within 50 steps of the fault's start.
        - *Right layer first*: the first layer that any warning names from the fault's start on is one to blame. Faults without a layer to blame do not count.
        - Half of the cases, chosen by a hash of their names, is *held out*: thresholds are set, and detectors debugged, with the other half.

        """;

    private const string RivalIntroduction = """
        ## The rules of other tools on the same runs

        The published rules on gradients, weights, updates and loss, with their published thresholds, written anew in `benchmarks/Detection/Rivals` and looking at every tenth step; rules that need activations or an accuracy by epoch are left out.
        Any alarm counts, whatever it says. For GradGuard any warning counts, likewise.

        """;

    public static string Render(IReadOnlyList<HealthyScore> healthy, IReadOnlyList<FaultScore> faults, int seeds)
    {
        var page = new StringWriter { NewLine = "\n" };
        page.WriteLine(Introduction.ReplaceLineEndings("\n").Replace("{0}", $"{seeds}", StringComparison.Ordinal));
        WriteSummary(page, healthy, faults);
        page.WriteLine("## Faults\n");
        TableWriter.Write(page, Tables.FaultHeads, faults.Select(Tables.Row));
        page.WriteLine("## Healthy runs\n");
        TableWriter.Write(page, Tables.HealthyHeads, healthy.Select(Tables.Row));
        return page.ToString().TrimEnd() + "\n";
    }

    /// <summary>The two tables that say it all.</summary>
    public static void WriteSummary(TextWriter page, IReadOnlyList<HealthyScore> healthy, IReadOnlyList<FaultScore> faults)
    {
        var parts = Summary.Parts(healthy, faults);
        page.WriteLine("## Summary\n");
        TableWriter.Write(page, Tables.SummaryHeads, parts.Select(Tables.Row));
        page.WriteLine(RivalIntroduction.ReplaceLineEndings("\n"));
        TableWriter.Write(page, Tables.RivalHeads, Tables.RivalRows(parts[0]));
    }
}
