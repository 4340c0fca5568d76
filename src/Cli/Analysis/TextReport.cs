using System.Globalization;
using GradGuard.Cli.Loading;
using Microsoft.CodeAnalysis;

namespace GradGuard.Cli.Analysis;

/// <summary>The form for people: every model's layers with a bar on a log scale, then the findings.</summary>
internal static class TextReport
{
    private const int BarWidth = 40;

    // Of a layer's line: what stands before its name and between its columns, and the norm, "10^-17.0  ".
    private const int LayerIndent = 2;
    private const int Gap = 2;
    private const int NormWidth = 10;

    /// <summary>Decades below the last layer that a bar can show; more than float32 can train with.</summary>
    private const double ShownDecades = 20;

    /// <param name="report">What was found.</param>
    /// <param name="contents">What was looked at.</param>
    /// <param name="output">Where it goes.</param>
    /// <param name="width">Columns of the terminal that shows it; null where none does: then each finding is one line, for grep and its kin.</param>
    public static void Write(AnalysisReport report, Contents contents, TextWriter output, int? width)
    {
        var page = new TextPage(output, width);
        foreach (var model in report.Models)
            WriteModel(model, page);

        foreach (var diagnostic in report.Diagnostics)
            page.Line($"{Shown(diagnostic.File)}:{diagnostic.Line}: {Name(diagnostic.Severity)} {diagnostic.Id}: {diagnostic.Message}");

        // Nothing found is good news only to those who know that the right place was looked at.
        if (report.Models.Count == 0)
            page.Line($"No TorchSharp model found in {contents}: {(contents.KnowsTorchSharp ? "no class derived from Module has layers, and no Sequential is built" : "TorchSharp is not referenced")}.");
        page.Line($"{Count(report.Models.Count, "model")}, {Count(report.Diagnostics.Count, "finding")}.");
    }

    private static void WriteModel(ModelReport model, TextPage page)
    {
        page.Line($"{model.Type}  ({Shown(model.File)}:{model.Line})");
        if (model.Log10Ratio is { } ratio)
            page.Line($"  the first layer's gradient is predicted to be 10^{Number(ratio)} of the last one's{(model.Bound is { } bound && bound < 0 && ratio <= bound ? $" (slopes and weights let at most 10^{Number(bound)} pass)" : "")}");
        if (model.ZeroAtFirstStep)
            page.Line("  the first layer's gradient is 0 at the first step: what lies behind it starts at zero");
        foreach (var reason in model.Unknown)
            page.Line($"  not followed: {reason}");

        var known = model.Layers.Where(layer => layer.Log10Norm is not null).ToList();
        if (known.Count > 0)
        {
            var width = model.Layers.Max(layer => layer.Path.Length);
            var kindWidth = model.Layers.Max(layer => layer.Kind.Length);
            var top = Math.Max(0, known.Max(layer => layer.Log10Norm!.Value));
            var bottom = Math.Max(Math.Min(-2, Math.Floor(known.Min(layer => layer.Log10Norm!.Value))), top - ShownDecades);
            var barWidth = page.Room(taken: LayerIndent + width + Gap + kindWidth + Gap + NormWidth, wanted: BarWidth);
            foreach (var layer in model.Layers)
                page.Line($"  {layer.Path.PadRight(width)}  {layer.Kind.PadRight(kindWidth)}  {(layer.Log10Norm is { } norm ? $"10^{Number(norm),-6} {Bar(norm, bottom, top, barWidth)}" : layer.ZeroAtFirstStep ? "0 at the first step" : "unknown")}");
        }

        if (model.WhatIfs is { Count: > 0 } trials)
            WriteWhatIfs(trials, page);

        page.Line();
    }

    private static void WriteWhatIfs(IReadOnlyList<WhatIfReport> trials, TextPage page)
    {
        var width = trials.Max(trial => trial.Remedy.Length);
        page.Line("  what would change it, best first (first layer's gradient over the last one's):");
        foreach (var trial in trials)
            page.Line($"    {trial.Remedy.PadRight(width)}  {(trial.Log10Ratio is { } ratio ? $"10^{Number(ratio),-6}" : "unknown  ")} {(trial.Heals ? "heals" : "still fails")}");
    }

    private static string Bar(double log10Norm, double bottom, double top, int width)
    {
        var share = Math.Clamp((log10Norm - bottom) / (top - bottom), 0, 1);
        return new string('█', (int)Math.Round(share * (width - 1)) + 1);
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
