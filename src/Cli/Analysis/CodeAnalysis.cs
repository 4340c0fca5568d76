using GradGuard.Cli.Loading;

namespace GradGuard.Cli.Analysis;

/// <summary>Predicts every model and runs every rule over loaded projects.</summary>
internal static class CodeAnalysis
{
    public static Task<AnalysisReport> RunAsync(IReadOnlyList<LoadedProject> projects, CancellationToken cancellation) =>
        Task.FromResult(new AnalysisReport([], []));
}
