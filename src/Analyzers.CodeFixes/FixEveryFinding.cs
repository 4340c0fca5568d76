using System.Collections.Immutable;
using GradGuard.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace GradGuard.CodeFixes;

/// <summary>
/// Mends all findings of a rule in a document, a project or a solution. Roslyn's own batch takes only findings that offer the very fix of
/// the first one, and none where the first has no fix or is another rule's: <c>dotnet format</c> asks with the first finding that the
/// rule's analyzer reports, whatever its id.
/// </summary>
internal sealed class FixEveryFinding : FixAllProvider
{
    private FixEveryFinding()
    {
    }

    public static FixEveryFinding Instance { get; } = new();

    /// <inheritdoc/>
    public override async Task<CodeAction?> GetFixAsync(FixAllContext context)
    {
        var findings = await FindingsOf(context).ConfigureAwait(false);
        var mended = await Mended(context, findings).ConfigureAwait(false);
        // With more than one project, dotnet format asks again where nothing is left to mend, and warns of a fix that answers with none.
        return mended == context.Solution && findings.Count > 0 ? null : CodeAction.Create(TitleOf(context), _ => Task.FromResult(mended), context.CodeActionEquivalenceKey ?? OfferedFix.Best);
    }

    private static string TitleOf(FixAllContext context) => $"Fix all '{string.Join(", ", context.DiagnosticIds)}' in " + context.Scope switch
    {
        FixAllScope.Document => $"'{context.Document!.Name}'",
        FixAllScope.Project => $"'{context.Project.Name}'",
        _ => "the solution",
    };

    private static async Task<IReadOnlyList<Finding>> FindingsOf(FixAllContext context)
    {
        if (context is { Scope: FixAllScope.Document, Document: { } document })
            return [.. (await context.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false)).Select(found => new Finding(document.Project.Id, found))];

        var findings = new List<Finding>();
        foreach (var project in context.Scope == FixAllScope.Solution ? context.Solution.Projects : [context.Project])
            findings.AddRange((await context.GetAllDiagnosticsAsync(project).ConfigureAwait(false)).Select(found => new Finding(project.Id, found)));
        return findings;
    }

    // A fix may leave a layer unused that the next fix in its class must know of, or move what that one leans on: what a round leaves out
    // is found anew in the changed code. Each round mends at least one, so that this ends.
    private static async Task<Solution> Mended(FixAllContext context, IReadOnlyList<Finding> findings)
    {
        var solution = context.Solution;
        var (left, lowest) = (findings.Count, findings.Select(finding => finding.Diagnostic.Severity).DefaultIfEmpty().Min());
        while (findings.Count > 0 && left > 0)
        {
            var round = new MergedFixes(solution);
            var open = new List<Finding>();
            foreach (var finding in findings.OrderBy(finding => finding.File, StringComparer.Ordinal).ThenBy(finding => finding.Diagnostic.Location.SourceSpan))
                if (await Choice(context, solution.GetProject(finding.Project)!, finding.Diagnostic).ConfigureAwait(false) is { } fix)
                {
                    if (await round.TryAdd(fix, context.CancellationToken).ConfigureAwait(false))
                        left--;
                    else
                        open.Add(finding);
                }

            solution = await round.Apply(context.CancellationToken).ConfigureAwait(false);
            findings = open.Count == 0 ? [] : await FoundAnew(context, solution, open, lowest).ConfigureAwait(false);
        }

        return solution;
    }

    private static async Task<OfferedFix?> Choice(FixAllContext context, Project project, Diagnostic finding)
    {
        var offers = await ((GradGuardCodeFix)context.CodeFixProvider).OffersFor(finding, project, context.CancellationToken).ConfigureAwait(false);
        return offers.FirstOrDefault(offer => offer.Kind == context.CodeActionEquivalenceKey) ?? offers.FirstOrDefault();
    }

    private static async Task<IReadOnlyList<Finding>> FoundAnew(FixAllContext context, Solution solution, IReadOnlyList<Finding> open, DiagnosticSeverity lowest)
    {
        var files = new HashSet<string>(open.Select(finding => finding.File));
        var analyzers = GradGuardAnalyzers.All.Where(analyzer => analyzer.SupportedDiagnostics.Any(rule => context.DiagnosticIds.Contains(rule.Id))).ToImmutableArray();
        var findings = new List<Finding>();
        foreach (var id in open.Select(finding => finding.Project).Distinct())
        {
            var project = solution.GetProject(id)!;
            if (await project.GetCompilationAsync(context.CancellationToken).ConfigureAwait(false) is not { } compilation)
                continue;

            var options = new CompilationWithAnalyzersOptions(project.AnalyzerOptions, null, concurrentAnalysis: true, logAnalyzerExecutionTime: false);
            var found = await compilation.WithAnalyzers(analyzers, options).GetAnalyzerDiagnosticsAsync(context.CancellationToken).ConfigureAwait(false);
            findings.AddRange(found
                .Where(diagnostic => context.DiagnosticIds.Contains(diagnostic.Id) && !diagnostic.IsSuppressed && diagnostic.Severity >= lowest)
                .Select(diagnostic => new Finding(id, diagnostic)).Where(finding => files.Contains(finding.File)));
        }

        return findings;
    }

    private sealed record Finding(ProjectId Project, Diagnostic Diagnostic)
    {
        public string File => Diagnostic.Location.SourceTree?.FilePath ?? "";
    }
}
