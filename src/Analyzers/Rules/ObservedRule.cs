using System.Collections.Immutable;
using GradGuard.Analyzers.Observed;
using GradGuard.Analyzers.Tracing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace GradGuard.Analyzers.Rules;

/// <summary>
/// A rule about what a recorded run measured, told where the source declares the layer. Without a report among the additional files it
/// registers nothing; a report that fits the source no more is not held against it.
/// </summary>
public abstract class ObservedRule : GradGuardAnalyzer
{
    private const int LongestQuote = 300;

    private readonly ImmutableHashSet<string> _symptoms;

    private protected ObservedRule(DiagnosticDescriptor descriptor, params string[] symptoms)
        : base(descriptor) => _symptoms = [.. symptoms];

    /// <summary>Whether this rule is the one that speaks of reports which cannot be used.</summary>
    private protected virtual bool TellsOfUselessReports => false;

    private protected sealed override void Register(CompilationStartAnalysisContext start, TorchSharpContext torch)
    {
        if (!start.Options.AdditionalFiles.Any(RunReports.IsOne))
            return;

        var reports = new RunReports(start.Options.AdditionalFiles, start.TryGetValue);
        var latest = reports.Latest(start.CancellationToken);
        var models = ModelGraphCache.Of(torch);
        OnClasses(start, (context, type) =>
        {
            if (torch.IsModule(type) && latest.TryGetValue(ModelShape.NameOf(type), out var report) && models.OfClass(type, context.CancellationToken) is { } model)
                Analyze(context, type, model, report, torch);
        });
        if (TellsOfUselessReports)
            start.RegisterAdditionalFileAction(context =>
            {
                if (RunReports.IsOne(context.AdditionalFile) && reports.Read(context.AdditionalFile, context.CancellationToken).Fault is { } fault)
                    context.ReportDiagnostic(Diagnostic.Create(
                        Descriptor, Location.Create(context.AdditionalFile.Path, default, default), DiagnosticSeverity.Info, null, null,
                        $"'{Path.GetFileName(context.AdditionalFile.Path)}' is not a report of a run: {fault}", "Write it with 'gradguard report RUN.gradguard.jsonl -o NAME.gradguard.json'"));
            });
    }

    /// <summary>What the run showed, in one sentence without its end.</summary>
    private protected abstract string Describe(ObservedFinding finding, ObservedLayer? layer, RunReport report);

    private protected static string Quote(string text)
    {
        var clean = new string([.. text.Select(c => char.IsControl(c) ? ' ' : c)]).TrimEnd('.', ' ');
        return clean.Length > LongestQuote ? clean.Substring(0, LongestQuote) + "…" : clean;
    }

    // What was over before the run was is no concern any more.
    private bool Concerns(ObservedFinding finding) => _symptoms.Contains(finding.Symptom) && (finding.Severity is "warning" or "error") && !finding.HasEnded;

    private void Analyze(SymbolAnalysisContext context, INamedTypeSymbol type, ModelTrace model, RunReport report, TorchSharpContext torch)
    {
        var shapes = model.Variants.Count == 0 ? [ModelShape.Of(null)] : model.Variants.Select(ModelShape.Of).ToList();
        var differences = shapes.ConvertAll(shape => shape.DifferenceFrom(report));
        if (!differences.Contains(null))
        {
            if (TellsOfUselessReports)
                context.ReportDiagnostic(Diagnostic.Create(
                    Descriptor, model.Location, DiagnosticSeverity.Info, null, null,
                    $"The run of {Quote(report.Day)} was one of another shape of '{type.Name}': {Quote(differences[0]!)}", "Record a new run to see here what it measures"));
            return;
        }

        var declarations = new LayerDeclaration(torch, shapes[differences.IndexOf(null)].Modules);
        var told = new HashSet<string>();
        foreach (var finding in report.Findings.Where(Concerns))
        {
            var place = finding.Layer.Length == 0 ? model.Location : report.Layers.ContainsKey(finding.Layer) ? declarations.Find(type, finding.Layer) : null;
            if (place is null || !told.Add(finding.Layer))
                continue;

            context.ReportDiagnostic(Diagnostic.Create(
                Descriptor, place,
                Describe(finding, report.Layers.TryGetValue(finding.Layer, out var layer) ? layer : null, report),
                Quote(finding.Remedy ?? "See what the report advises")));
        }
    }
}
