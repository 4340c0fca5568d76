using GradGuard.Analyzers.Observations;
using GradGuard.Analyzers.Tracing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.Analyzers;

/// <summary>A rule about what the last recorded run of a model measured, shown where the layer is declared.</summary>
/// <remarks>
/// Reports come as additional files <c>*.gradguard.json</c>. They are matched by the model's type and the names under which it registers
/// its modules; a report that does not fit the source says so, once, and nothing else.
/// </remarks>
internal abstract class ObservedRule(DiagnosticDescriptor descriptor) : GradGuardRule(descriptor)
{
    private protected const string Format = "{0}. {1}.";

    public sealed override void Register(RuleRegistration on)
    {
        var (start, torch) = (on.Compilation, on.Torch);
        if (ObservedRuns.Of(start.Options.AdditionalFiles, Read, start.CancellationToken) is not { } runs)
            return;

        var fits = RunFits.Of(torch);
        var ofClasses = runs.Latest.Where(run => !RunFits.IsOfSequential(run) && Has(run)).ToList();
        var ofSequentials = runs.Latest.Where(run => RunFits.IsOfSequential(run) && Has(run)).ToList();
        on.AdditionalFiles((context, file) => AnalyzeFile(context, file, runs, fits, torch));
        if (ofClasses.Count > 0)
            on.Modules(context => AnalyzeClass(context, ofClasses, fits, torch));
        if (ofSequentials.Count > 0)
            on.Calls((context, call) =>
            {
                if (!StandaloneModels.IsOne(call, context.Member, torch))
                    return;

                foreach (var run in ofSequentials)
                    if (fits.SequentialsOf(run, context.CancellationToken) is { Count: 1 } models && models[0].Declaration == call.Syntax)
                        Report(ObservationsOf(run).Select(seen => (new LayerPlaces(run, torch, context.CancellationToken).In(models[0], seen.Layer), seen)), context.ReportDiagnostic);
            });

        ReportFile Read(SourceText text) => start.TryGetValue(text, ObservedRuns.Reports, out var report) ? report : ReportFile.Read(text);
    }

    /// <summary>What the rule shows of a finding: a layer or more, the one to look at first in front.</summary>
    private protected abstract IEnumerable<Observation> Observe(ObservedRun run, ObservedFinding finding);

    private bool Has(ObservedRun run) => ObservedSymptoms.Of(run, Descriptor.Id).Any();

    private IEnumerable<Observation> ObservationsOf(ObservedRun run) => ObservedSymptoms.Of(run, Descriptor.Id).SelectMany(finding => Observe(run, finding));

    private void AnalyzeClass(ModuleContext context, IReadOnlyList<ObservedRun> runs, RunFits fits, TorchSharpContext torch)
    {
        var type = context.Type;
        var found = new List<(Location, Observation)>();
        foreach (var run in runs)
        {
            if (!run.Modules.Values.Any(module => TypeNames.IsOf(type, module)))
                continue;

            if (fits.MisfitOf(run, context.CancellationToken) is { } misfit)
            {
                if (ObservedSymptoms.SpeakerOf(run) == Descriptor.Id && TypeNames.IsOf(type, run.ModelType))
                    Note(context.ReportDiagnostic, type.Locations[0], $"The last recorded run ({run.Source}) no longer fits the source: {misfit}", "Record a new run");
                continue;
            }

            var places = new LayerPlaces(run, torch, context.CancellationToken);
            foreach (var seen in ObservationsOf(run))
                if (places.In(type, seen.Layer) is { } place)
                    found.Add((place, seen));
        }

        Report(found, context.ReportDiagnostic);
    }

    // One finding a line: a loop or a block declares many layers in one place, and the worst of them speaks for all.
    private void Report(IEnumerable<(Location Place, Observation Seen)> found, Action<Diagnostic> report)
    {
        foreach (var line in found.GroupBy(pair => (pair.Place.SourceTree, pair.Place.GetLineSpan().StartLinePosition.Line)))
        {
            var (place, worst) = line.OrderByDescending(pair => pair.Seen.Severity).ThenBy(pair => pair.Seen.Log10Ratio ?? 0).First();
            var others = line.Select(pair => (pair.Seen.Run, pair.Seen.Layer)).Distinct().Count() - 1;
            report(Diagnostic.Create(Descriptor, place, worst.Severity, null, null, worst.Sentence(others), worst.Advice));
        }
    }

    private void AnalyzeFile(AdditionalFileAnalysisContext context, AdditionalText file, ObservedRuns runs, RunFits fits, TorchSharpContext torch)
    {
        if (runs.In(file) is not { } report)
            return;

        var place = Location.Create(file.Path, default, default);
        if (report.Fault is { } fault)
        {
            if (Descriptor.Id == RuleIds.ObservedVanishing)
                context.ReportDiagnostic(Diagnostic.Create(
                    Descriptor, place, $"This report of a run cannot be read: {fault}", "Write it anew with gradguard report RUN.gradguard.jsonl -o NAME.gradguard.json, or delete it"));
            return;
        }

        if (report.Run is not { } run || !runs.Latest.Contains(run) || ObservedSymptoms.SpeakerOf(run) != Descriptor.Id)
            return;

        if (RunFits.IsOfSequential(run))
        {
            if (fits.SequentialsOf(run, context.CancellationToken).Count is not 1 and var count)
                Note(context.ReportDiagnostic, place, $"The run was of a Sequential, and the source has {(count == 0 ? "none" : $"{count}")} with its layers", count == 0 ? "Record a new run" : "Make the model a class of its own, so that its name tells which one is meant");
        }
        else if (TypeNames.InSource(torch.Compilation, run.ModelType, context.CancellationToken) is null)
        {
            if (TypeNames.InReferences(torch.Compilation, run.ModelType) is null)
                Note(context.ReportDiagnostic, place, $"The run was of '{PlainText.Of(run.ModelType)}', which neither the project nor its references declare", "Record a new run, or delete the report");
            else if (fits.MisfitOf(run, context.CancellationToken) is { } misfit)
                Note(context.ReportDiagnostic, place, $"The run no longer fits the source: {misfit}", "Record a new run");
        }
    }

    private void Note(Action<Diagnostic> report, Location place, string what, string advice) =>
        report(Diagnostic.Create(Descriptor, place, DiagnosticSeverity.Info, null, null, what, advice));
}
