using System.Diagnostics;
using GradGuard.Reports;

namespace GradGuard.Samples;

/// <summary>Plain lines for logs: no colours, nothing that moves the cursor.</summary>
internal sealed class PlainView(SampleOptions options) : TrainingView
{
    private const int Lines = 10;

    private readonly Stopwatch _watch = new();
    private GradientGuard? _guard;

    public override void Run(string title, GradientGuard guard, Action train)
    {
        _guard = guard;
        Console.WriteLine(title);
        _watch.Start();
        train();
        _watch.Stop();
    }

    public override void Update(double loss, IReadOnlyList<Finding> findings)
    {
        foreach (var finding in findings)
            Console.WriteLine($"  {finding}");

        var step = _guard!.StepCount;
        if (step == 1 || step % Math.Max(1, options.Steps / Lines) == 0)
            _guard.ReadLatest(snapshot => Console.WriteLine(
                $"  step {step}/{options.Steps}  loss {loss:0.0000}  gradient norm {snapshot.GlobalNormPreClip:0.0e+00}  first/last {snapshot.FlowRatio:0.0e+00}"));
    }

    public override void Summarize(GradientGuard guard, double testAccuracy)
    {
        var summary = RunSummary.Of(guard, options, testAccuracy);
        Console.WriteLine();
        Console.WriteLine("Gradient norms at the last step");
        Console.Write(LayerTable.Render(summary.Rows, Terminal.Bar));
        if (summary.Comparison is { } comparison)
        {
            Console.WriteLine();
            Console.WriteLine("Predicted at compile time against measured over the first steps");
            Console.Write(comparison.Render());
        }

        Console.WriteLine();
        foreach (var finding in summary.Findings)
        {
            Console.WriteLine(finding);
            if (finding.Layers.Length > 0)
                Console.WriteLine($"  layers: {string.Join(", ", finding.Layers)}");

            foreach (var remedy in finding.Remedies)
                Console.WriteLine($"  - {remedy.Action} ({remedy.RuleId ?? remedy.Link})");
        }

        Console.WriteLine($"test accuracy {testAccuracy:P1} after {guard.StepCount} steps in {_watch.Elapsed.TotalSeconds:0.0} s");
        Console.WriteLine(summary.Verdict);
    }
}
