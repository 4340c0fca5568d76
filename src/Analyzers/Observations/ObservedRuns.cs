using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.Analyzers.Observations;

/// <summary>The reports among a project's additional files: of each model the last run.</summary>
internal sealed class ObservedRuns
{
    /// <summary>What the compiler keeps of a text as long as the text does not change, for all rules and from one compilation to the next.</summary>
    public static readonly SourceTextValueProvider<ReportFile> Reports = new(ReportFile.Read);

    private readonly ImmutableDictionary<AdditionalText, ReportFile> _files;

    private ObservedRuns(ImmutableDictionary<AdditionalText, ReportFile> files)
    {
        _files = files;
        Latest =
        [
            .. files.OrderBy(file => file.Key.Path, StringComparer.Ordinal).Select(file => file.Value.Run).OfType<ObservedRun>()
                .GroupBy(run => run.ModelType).Select(runs => runs.OrderByDescending(run => run.Started).First()),
        ];
    }

    /// <summary>The last run of each model.</summary>
    public IReadOnlyList<ObservedRun> Latest { get; }

    /// <param name="files">The additional files of a project.</param>
    /// <param name="read">Reads a text with <see cref="Reports"/>.</param>
    /// <param name="cancellation">Cancels it.</param>
    /// <returns>What the reports say; null where there are none.</returns>
    public static ObservedRuns? Of(ImmutableArray<AdditionalText> files, Func<SourceText, ReportFile> read, CancellationToken cancellation)
    {
        var reports = files.Distinct().Where(file => ReportFile.IsOne(file.Path)).ToImmutableDictionary(file => file, Read);
        return reports.IsEmpty ? null : new(reports);

        ReportFile Read(AdditionalText file)
        {
            var report = file.GetText(cancellation) is { } text ? read(text) : new ReportFile(null, "it cannot be opened");
            return report.Run is { } run ? report with { Run = run with { File = ReportFile.NameOf(file.Path) } } : report;
        }
    }

    /// <summary>The report in a file; null where it is none of ours.</summary>
    public ReportFile? In(AdditionalText file) => _files.TryGetValue(file, out var report) ? report : null;
}
