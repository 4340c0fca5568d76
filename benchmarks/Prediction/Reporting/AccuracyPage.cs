using GradGuard.Prediction.Accuracy;

namespace GradGuard.Prediction.Reporting;

/// <summary>The page that says how accurate predictions are.</summary>
internal static class AccuracyPage
{
    private const string Introduction = """
        # How accurate the predictions are

        The analyzers predict from a model's source how large the gradient of each layer's weights will be before the first step of training.
        Here that prediction stands beside a measurement, for every model of a zoo in `benchmarks/Prediction/Zoo`.
        The page is made by a command; do not edit it:

        ```
        dotnet run -c Release --project benchmarks/Prediction -- --write docs/accuracy.md
        ```

        ## How it is measured

        - *Predicted*: the zoo's own source files are compiled with Roslyn, and the analyzers trace each model as they do in an editor. They are told neither sizes of inputs nor the loss.
          Where a prediction is an interval, the figure at the usual values of what the source leaves open counts, which is the one that the command prints.
        - *Measured*: the same class is made anew for each of {0} seeds, with its own initialisation, in training mode; one batch goes forward and its loss backward; of a model that returns two tensors the losses of both, added.
          Inputs come from N(0, 1) or are random tokens; targets are random. A layer's figure is the mean over seeds of log10 of its weight gradient's norm (weights of two axes and more; a recurrent or attention layer's together), less that of the last weight layer.
          Draws in which all units of a layer are dead are left out of its mean, unless most are such.
          The TorchSharp is the one that the build takes, which without a feed of the real one is the offline subset over libtorch 1.13. TorchSharp 0.107.0 itself gives the same but for models that use `init.trunc_normal_`: it fills a weight with one number ([GG0302](rules/GG0302.md)), where these figures are those of the draw that is meant.
        - *Error*: the difference of the two in decades (0.3 is a factor of 2). *First over last* is one figure a model; *layers* takes every layer but the last of every model.
        - A model is *traced* when nothing in it stayed unknown to the tracer, each of its weights that gets a gradient has a prediction, and first and last layer are the right ones. One that is not counts as an infinite error wherever it has no figure.
        - A third of the models, chosen by a hash of their names and marked *, is *held out*: formulas are never fitted or debugged with them. Models that showed what to mend are not.

        """;

    public static string Render(IReadOnlyList<ModelAccuracy> models, int seeds)
    {
        var page = new StringWriter { NewLine = "\n" };
        page.WriteLine(Introduction.ReplaceLineEndings("\n").Replace("{0}", $"{seeds}", StringComparison.Ordinal));
        page.WriteLine("## Summary\n");
        page.WriteLine("Errors in decades: of first over last (left) and of single layers (right).\n");
        WriteTable(page, AccuracyTable.SummaryHeads, [.. ZooAccuracy.Parts(models).Select(AccuracyTable.SummaryRow), AccuracyTable.TargetRow]);
        page.WriteLine("\n## Models\n");
        page.WriteLine("Predicted and measured: log10 of the first weight layer's gradient norm over the last one's.");
        foreach (var family in models.GroupBy(model => model.Example.Family))
        {
            page.WriteLine($"\n### {family.Key}\n");
            WriteTable(page, AccuracyTable.Heads, family.Select(AccuracyTable.Row));
        }

        return page.ToString();
    }

    private static void WriteTable(TextWriter page, IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows)
    {
        WriteRow(page, heads);
        WriteRow(page, heads.Select(_ => "---"));
        foreach (var row in rows)
            WriteRow(page, row.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal)));
    }

    private static void WriteRow(TextWriter page, IEnumerable<string> cells) => page.WriteLine($"| {string.Join(" | ", cells)} |");
}
