using System.Diagnostics;
using GradGuard.Reports;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace GradGuard.Samples;

/// <summary>Draws the run on a terminal: progress, loss, the layers' gradient norms as bars on a log axis, the findings so far.</summary>
internal sealed class LiveView(SampleOptions options) : TrainingView
{
    private const int BarWidth = 32;

    // Drawing takes milliseconds, a step of a small network one.
    private static readonly TimeSpan BetweenFrames = TimeSpan.FromMilliseconds(150);

    private readonly Stopwatch _sinceFrame = new();
    private readonly Stopwatch _watch = new();
    private string _title = "";
    private GradientGuard? _guard;
    private LiveDisplayContext? _display;

    public override void Run(string title, GradientGuard guard, Action train)
    {
        _title = title;
        _guard = guard;
        _watch.Start();
        _sinceFrame.Start();
        AnsiConsole.Live(new Text(title)).AutoClear(false).Overflow(VerticalOverflow.Ellipsis).Start(display =>
        {
            _display = display;
            train();
            _watch.Stop();
        });
    }

    public override void Update(double loss, IReadOnlyList<Finding> findings)
    {
        if (_guard!.StepCount < options.Steps && _sinceFrame.Elapsed < BetweenFrames)
            return;

        _sinceFrame.Restart();
        _display!.UpdateTarget(Frame(loss));
        _display.Refresh();
    }

    public override void Summarize(GradientGuard guard, double testAccuracy)
    {
        var summary = RunSummary.Of(guard, options, testAccuracy);
        AnsiConsole.WriteLine();
        if (summary.Comparison is { } comparison)
            AnsiConsole.Write(ComparisonTable(comparison));

        foreach (var finding in summary.Findings)
        {
            AnsiConsole.Write(new Markup($"[{Colour(finding.Severity)}]{Markup.Escape(finding.ToString())}[/]\n"));
            foreach (var remedy in finding.Remedies)
                AnsiConsole.Write(new Markup($"  [grey]-[/] {Markup.Escape(remedy.Action)} [grey]{Markup.Escape(remedy.RuleId ?? remedy.Link)}[/]\n"));
        }

        var colour = summary.Verdict.StartsWith("healthy", StringComparison.Ordinal) ? "green" : "red";
        AnsiConsole.Write(new Markup($"test accuracy [bold]{testAccuracy:P1}[/] after {guard.StepCount} steps in {_watch.Elapsed.TotalSeconds:0.0} s\n[bold {colour}]{summary.Verdict}[/]\n"));
    }

    private Rows Frame(double loss)
    {
        double? flowRatio = null;
        _guard!.ReadLatest(snapshot => flowRatio = snapshot.FlowRatio);
        var parts = new List<IRenderable>
        {
            new Markup($"[bold]{Markup.Escape(_title)}[/]"),
            new Markup($"{Progress()}  loss {loss:0.0000}  first/last {flowRatio:0.0e+00}"),
            Layers(_guard.LatestRows()),
        };
        parts.AddRange(_guard.Findings.Where(finding => !finding.IsEnd).TakeLast(3)
            .Select(finding => new Markup($"[{Colour(finding.Severity)}]{Markup.Escape(finding.ToString())}[/]")));
        return new Rows(parts);
    }

    private string Progress()
    {
        var done = (int)(BarWidth * _guard!.StepCount / options.Steps);
        return $"[blue]{new string('━', done)}[/][grey]{new string('━', BarWidth - done)}[/] {_guard.StepCount}/{options.Steps}";
    }

    private static Table Layers(IReadOnlyList<LayerRow> rows)
    {
        var scale = LogScale.Around(rows.Select(row => row.Norm));
        var table = new Table().Border(TableBorder.None)
            .AddColumns("layer", "type", "norm", "/ last", $"1e{scale.LowestDecade} to 1e{scale.HighestDecade}");
        foreach (var row in rows)
        {
            var bar = new string(Terminal.Bar, (int)Math.Round(scale.Position(row.Norm) * BarWidth));
            var colour = row.RatioToLast switch { < 1e-4 => "red", < 1e-3 => "yellow", > 1e3 => "red", _ => "green" };
            table.AddRow(
                new Text(row.Path), new Text(row.ModuleType), new Text($"{row.Norm:0.0e+00}"), new Text($"{row.RatioToLast:0.0e+00}"), new Markup($"[{colour}]{bar}[/]"));
        }

        return table;
    }

    private static Table ComparisonTable(PredictionComparison comparison)
    {
        var table = new Table().Border(TableBorder.Rounded)
            .Title("predicted at compile time against measured over the first steps")
            .Caption("log10 of the weight gradient's norm relative to the last weight layer")
            .AddColumns("layer", "kind")
            .AddColumn(new TableColumn("predicted").RightAligned())
            .AddColumn(new TableColumn("measured").RightAligned())
            .AddColumn(new TableColumn("difference").RightAligned());
        foreach (var layer in comparison.Layers)
            table.AddRow(new Text(layer.Path), new Text(layer.Kind), new Text($"{layer.Predicted:0.00}"), new Text($"{layer.Measured:0.00}"), new Text($"{layer.Difference:+0.00;-0.00;0.00}"));

        return table;
    }

    private static string Colour(Severity severity) => severity switch { Severity.Error => "red", Severity.Warning => "yellow", _ => "grey" };
}
