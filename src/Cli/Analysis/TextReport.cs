using System.Globalization;
using Microsoft.CodeAnalysis;

namespace GradGuard.Cli.Analysis;

/// <summary>The form for people: every model's layers with a bar on a log scale, then the findings.</summary>
internal static class TextReport
{
    private const int BarWidth = 40;

    /// <summary>Decades below the last layer that a bar can show; more than float32 can train with.</summary>
    private const double ShownDecades = 20;

    public static void Write(AnalysisReport report, TextWriter output)
    {
        foreach (var model in report.Models)
            WriteModel(model, output);

        foreach (var diagnostic in report.Diagnostics)
            output.WriteLine($"{Shown(diagnostic.File)}:{diagnostic.Line}: {Name(diagnostic.Severity)} {diagnostic.Id}: {diagnostic.Message}");

        output.WriteLine($"{Count(report.Models.Count, "model")}, {Count(report.Diagnostics.Count, "finding")}.");
    }

    private static void WriteModel(ModelReport model, TextWriter output)
    {
        output.WriteLine($"{model.Type}  ({Shown(model.File)}:{model.Line})");
        if (model.Log10Ratio is { } ratio)
            output.WriteLine($"  the first layer's gradient is predicted to be 10^{Number(ratio)} of the last one's{(model.Bound is { } bound ? $" (slopes and weights let at most 10^{Number(bound)} pass)" : "")}");
        if (model.ZeroAtFirstStep)
            output.WriteLine("  the first layer's gradient is 0 at the first step: what lies behind it starts at zero");
        foreach (var reason in model.Unknown)
            output.WriteLine($"  not followed: {reason}");

        var known = model.Layers.Where(layer => layer.Log10Norm is not null).ToList();
        if (known.Count > 0)
        {
            var width = model.Layers.Max(layer => layer.Path.Length);
            var kindWidth = model.Layers.Max(layer => layer.Kind.Length);
            var top = Math.Max(0, known.Max(layer => layer.Log10Norm!.Value));
            var bottom = Math.Max(Math.Min(-2, Math.Floor(known.Min(layer => layer.Log10Norm!.Value))), top - ShownDecades);
            foreach (var layer in model.Layers)
                output.WriteLine($"  {layer.Path.PadRight(width)}  {layer.Kind.PadRight(kindWidth)}  {(layer.Log10Norm is { } norm ? $"10^{Number(norm),-6} {Bar(norm, bottom, top)}" : layer.ZeroAtFirstStep ? "0 at the first step" : "unknown")}");
        }

        if (model.WhatIfs is { Count: > 0 } trials)
            WriteWhatIfs(trials, output);

        output.WriteLine();
    }

    private static void WriteWhatIfs(IReadOnlyList<WhatIfReport> trials, TextWriter output)
    {
        var width = trials.Max(trial => trial.Remedy.Length);
        output.WriteLine("  what would change it, best first (first layer's gradient over the last one's):");
        foreach (var trial in trials)
            output.WriteLine($"    {trial.Remedy.PadRight(width)}  {(trial.Log10Ratio is { } ratio ? $"10^{Number(ratio),-6}" : "unknown  ")} {(trial.Heals ? "heals" : "still fails")}");
    }

    private static string Bar(double log10Norm, double bottom, double top)
    {
        var share = Math.Clamp((log10Norm - bottom) / (top - bottom), 0, 1);
        return new string('█', (int)Math.Round(share * (BarWidth - 1)) + 1);
    }

    // Half a tenth and less is 0.0, whatever its sign.
    private static string Number(double value) => value.ToString("0.0;-0.0;0.0", CultureInfo.InvariantCulture);

    private static string Name(DiagnosticSeverity severity) => severity.ToString().ToLowerInvariant();

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    private static string Shown(string file)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, file);
        return relative.StartsWith("..", StringComparison.Ordinal) ? file : relative;
    }
}
