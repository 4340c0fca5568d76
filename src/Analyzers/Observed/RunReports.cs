using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.Analyzers.Observed;

/// <summary>The reports of recorded runs among a compilation's additional files; each is parsed once, however many rules ask.</summary>
internal sealed class RunReports(ImmutableArray<AdditionalText> files, RunReports.Cache cache)
{
    public const string Extension = ".gradguard.json";

    // A report of 2000 layers takes about a megabyte.
    private const int LongestText = 32 << 20;

    private static readonly SourceTextValueProvider<Outcome> Parsed = new(Parse);

    /// <summary>The compiler's own store of what was made of a text.</summary>
    public delegate bool Cache(SourceText text, SourceTextValueProvider<Outcome> provider, out Outcome? outcome);

    public static bool IsOne(AdditionalText file) => file.Path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>The latest report of each model type.</summary>
    public ImmutableDictionary<string, RunReport> Latest(CancellationToken cancellation) => files.Where(IsOne)
        .Select(file => Read(file, cancellation).Report).OfType<RunReport>()
        .GroupBy(report => report.ModelType)
        .ToImmutableDictionary(reports => reports.Key, reports => reports.OrderByDescending(report => report.Started, StringComparer.Ordinal).First());

    /// <summary>A report, or what keeps it from being read.</summary>
    public Outcome Read(AdditionalText file, CancellationToken cancellation) =>
        file.GetText(cancellation) is not { } text ? new(null, "it cannot be opened")
        : cache(text, Parsed, out var outcome) && outcome is not null ? outcome
        : Parse(text);

    private static Outcome Parse(SourceText text)
    {
        if (text.Length > LongestText)
            return new(null, $"it is longer than {LongestText >> 20} MiB");

        try
        {
            return new(RunReport.Parse(text.ToString()), null);
        }
        catch (FormatException fault)
        {
            return new(null, fault.Message);
        }
    }

    /// <summary>What became of a file: a report, or a fault.</summary>
    public sealed record Outcome(RunReport? Report, string? Fault);
}
