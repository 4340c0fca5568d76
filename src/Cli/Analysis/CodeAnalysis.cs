using System.Collections.Immutable;
using System.Globalization;
using GradGuard.Analyzers;
using GradGuard.Analyzers.Tracing;
using GradGuard.Cli.Loading;
using GradGuard.Signal;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace GradGuard.Cli.Analysis;

/// <summary>Predicts every model and runs every rule over loaded projects.</summary>
internal static class CodeAnalysis
{
    public static async Task<AnalysisReport> RunAsync(IReadOnlyList<LoadedProject> projects, CancellationToken cancellation)
    {
        var models = new List<ModelReport>();
        var diagnostics = new List<DiagnosticReport>();
        foreach (var project in projects)
        {
            models.AddRange(ModelCatalog.ModelsOf(project.Compilation, cancellation).Select(model => Report(model, cancellation)));
            diagnostics.AddRange((await DiagnosticsOf(project, cancellation)).Select(Report));
        }

        // A project for several frameworks is several compilations of the same code.
        return new AnalysisReport(
            [.. models.DistinctBy(model => (model.Type, model.File, model.Line)).OrderBy(model => model.File, StringComparer.Ordinal).ThenBy(model => model.Line)],
            [.. diagnostics.Distinct().OrderBy(diagnostic => diagnostic.File, StringComparer.Ordinal).ThenBy(diagnostic => diagnostic.Line)]);
    }

    private static async Task<ImmutableArray<Diagnostic>> DiagnosticsOf(LoadedProject project, CancellationToken cancellation)
    {
        return await project.Compilation
            .WithAnalyzers([.. GradGuardAnalyzers.All], project.Options)
            .GetAnalyzerDiagnosticsAsync(cancellation);
    }

    private static DiagnosticReport Report(Diagnostic diagnostic)
    {
        var place = diagnostic.Location.GetMappedLineSpan();
        return new DiagnosticReport(
            diagnostic.Id, diagnostic.Severity, place.Path, place.StartLinePosition.Line + 1, diagnostic.GetMessage(CultureInfo.InvariantCulture), place.Span);
    }

    private static ModelReport Report(ModelTrace model, CancellationToken cancellation)
    {
        var place = model.Location.GetMappedLineSpan();

        // Where conditions leave several graphs open, the one with the weakest gradient is what a reader must know of.
        var variant = model.Variants.OrderBy(candidate => Finite(candidate.Predict(cancellation).UsualLog10Ratio) ?? double.PositiveInfinity).FirstOrDefault();
        var prediction = variant?.Predict(cancellation);
        return new ModelReport(
            model.Type?.ToDisplayString() ?? model.Name,
            place.Path,
            place.StartLinePosition.Line + 1,
            model.IsTraced,
            [.. model.Unknowns.Where(reason => prediction?.Unknowns.Any(named => named.EndsWith($": {reason}", StringComparison.Ordinal)) != true).Concat(prediction?.Unknowns ?? []).Distinct()],
            prediction is null ? null : Finite(prediction.UsualLog10Ratio),
            variant is null ? null : Finite(JacobianBound.Of(variant.Graph).Log10Bound),
            [.. prediction?.Layers.Select(layer => new LayerReport(
                layer.Path, layer.Kind, Finite(layer.UsualLog10Norm), double.IsNegativeInfinity(layer.UsualLog10Norm))) ?? []],
            variant is null || !Fails(prediction!) ? null : WhatIfs(variant.Graph, cancellation),
            prediction is not null && double.IsNegativeInfinity(prediction.UsualLog10Ratio));
    }

    private static bool Fails(FlowPrediction prediction) =>
        prediction.UsualLog10Ratio < Math.Log10(Limits.SaturatingRatio)
        || prediction.UsualLog10Ratio > Math.Log10(Limits.ExplodingRatio)
        || prediction.UsualLog10ForwardGrowth > Math.Log10(Limits.ForwardGrowth)
        || prediction.UsualLog10LastInput < Math.Log10(Limits.FadedSignal);

    private static WhatIfReport[] WhatIfs(LayerGraph graph, CancellationToken cancellation) =>
        [.. WhatIf.Try(graph, Remedy.Candidates(graph, cancellation), cancellation: cancellation).Select(trial => new WhatIfReport(trial.Remedy.Title, Finite(trial.Prediction.UsualLog10Ratio), trial.Heals))];

    private static double? Finite(double value) => double.IsFinite(value) ? Math.Round(value, 3) : null;
}
