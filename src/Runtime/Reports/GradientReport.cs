using System.Collections.Immutable;
using GradGuard.Reports.History;
using GradGuard.Reports.Html;
using GradGuard.RunLog;

namespace GradGuard.Reports;

/// <summary>What a run did to the gradients: as text, as JSON for tools and analyzers, and as a page with plots.</summary>
public sealed partial class GradientReport
{
    private GradientReport(RunIdentity run, RunHistory history, ImmutableArray<ReportFinding> findings, long steps, bool isComplete, PredictionComparison? comparison)
    {
        Run = run;
        History = history;
        Findings = findings;
        Steps = steps;
        IsComplete = isComplete;
        Comparison = comparison;
        Layers = Summarize();
        Activations = SummarizeActivations();
        Deep = History.Deep.Summarize();
    }

    /// <summary>Which run it is of.</summary>
    public RunIdentity Run { get; }

    /// <summary>The layers in order of execution.</summary>
    public ImmutableArray<LayerSummary> Layers { get; }

    /// <summary>The modules whose outputs were measured, in order of execution; empty where no forward hook ran.</summary>
    public ImmutableArray<ActivationSummary> Activations { get; }

    /// <summary>What was measured on demand.</summary>
    public DeepSummary Deep { get; }

    /// <summary>The findings in order of their step.</summary>
    public ImmutableArray<ReportFinding> Findings { get; }

    /// <summary>Steps of the run; those up to the last sampled one where the run log was cut.</summary>
    public long Steps { get; }

    /// <summary>Steps that were measured.</summary>
    public long SampledSteps => History.SampledSteps;

    /// <summary>Whether the run log reached its end line; false for the log of a killed process, or of one that still runs. True for a live guard.</summary>
    public bool IsComplete { get; }

    /// <summary>Prediction and measurement by layer; null where no prediction was given or none fits the model.</summary>
    public PredictionComparison? Comparison { get; }

    /// <summary>The report in a sentence: what the gravest findings are, or that there are none, or that nothing was measured.</summary>
    public string Verdict => Reports.Verdict.Of(this);

    /// <summary>How far the run went and how much of it was measured.</summary>
    public string Extent => Reports.Verdict.Extent(this);

    internal RunHistory History { get; }

    /// <summary>The gravest severity of <see cref="Findings"/>; null without any.</summary>
    public Severity? Worst => Findings.IsEmpty ? null : Findings.Max(found => found.Finding.Severity);

    /// <summary>Reads a run log, line by line: a log of any length takes a few megabytes.</summary>
    /// <param name="runLog">A <c>*.gradguard.jsonl</c> file; it may still be written to.</param>
    /// <param name="predictions">What <c>gradguard analyze --format json</c> predicted, to stand beside the measurement; see <see cref="Prediction.Load"/>.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is not a run log, or of a later version; the message names the line.</exception>
    public static GradientReport Load(string runLog, IEnumerable<Prediction>? predictions = null) => Create(RunLogReader.ReadEntries(runLog), predictions);

    /// <summary>Makes a report of a run log's lines.</summary>
    /// <param name="entries">The lines; the first is a <see cref="RunEntry"/>.</param>
    /// <param name="predictions">What was predicted, or null.</param>
    public static GradientReport Create(IEnumerable<RunLogEntry> entries, IEnumerable<Prediction>? predictions = null)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var history = new RunHistory();
        var findings = new List<(Finding, long)>();
        RunEntry? opened = null;
        var started = DateTimeOffset.MaxValue;
        EndEntry? end = null;
        foreach (var entry in entries)
        {
            switch (entry)
            {
                case RunEntry run:
                    opened = run;
                    started = run.Time < started ? run.Time : started;
                    history.SetLayers(run.Layers);
                    break;
                case StepEntry step:
                    history.Add(step.Step);
                    break;
                case FindingEntry finding:
                    findings.Add((finding.Finding, finding.Line));
                    break;
                case EndEntry ended:
                    end = ended;
                    history.Deep.Add(ended.Deep);
                    break;
            }
        }

        if (opened is null)
            throw new InvalidDataException("No run in it; the run log of a guard begins with a line of type \"run\".");

        var identity = new RunIdentity(opened.Model, opened.Modules, started, opened.SampleEvery, opened.LayersDropped);
        return Create(identity, history, ReportFinding.Pair(findings), end?.Steps ?? history.LastStep, end is not null, predictions);
    }

    internal static GradientReport Create(
        RunIdentity identity, RunHistory history, ImmutableArray<ReportFinding> findings, long steps, bool isComplete, IEnumerable<Prediction>? predictions)
    {
        var prediction = predictions is null ? null : Prediction.For(predictions, identity.ModelType) ?? Prediction.For(predictions, identity.Model);
        var comparison = prediction is null ? null : PredictionComparison.Create(prediction, Measured(history));
        return new GradientReport(identity, history, findings, steps, isComplete, comparison);
    }

    internal static ImmutableArray<MeasuredLayer> Measured(RunHistory history) =>
    [
        .. history.Layers.Select((layer, i) => (layer, i)).Where(pair => pair.layer.HasWeight)
            .Select(pair => new MeasuredLayer(pair.layer.Path, history.InitialNorms.Log10Norm(pair.i))),
    ];

    /// <summary>The report for a terminal, without control characters, each line ended by a line feed.</summary>
    public string ToText() => TextReport.Render(this);

    /// <summary>Writes the report as JSON, by convention to <c>NAME.gradguard.json</c>: what the analyzers read for GG0901 to GG0903.</summary>
    /// <param name="output">Where to; left open.</param>
    public void WriteJson(Stream output) => JsonReport.Write(this, output);

    /// <summary>Writes the report as one HTML page that needs nothing else: no script, no request.</summary>
    /// <param name="output">Where to, in UTF-8; left open.</param>
    public void WriteHtml(TextWriter output) => ReportPage.Write(this, output);
}
