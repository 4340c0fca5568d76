using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace GradGuard.Analyzers;

/// <summary>The rules that warn: what a build runs, which without an error log leaves out analyzers that only suggest.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WarningAnalyzer() : GradGuardAnalyzer(GradGuardRules.All.Where(rule => rule.Descriptor.DefaultSeverity >= DiagnosticSeverity.Warning));

/// <summary>The rules that suggest, for editors and error logs.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SuggestionAnalyzer() : GradGuardAnalyzer(GradGuardRules.All.Where(rule => rule.Descriptor.DefaultSeverity < DiagnosticSeverity.Warning));

/// <summary>All of them, for those who run them outside the compiler.</summary>
internal static class GradGuardAnalyzers
{
    public static ImmutableArray<DiagnosticAnalyzer> All { get; } = [new WarningAnalyzer(), new SuggestionAnalyzer()];
}
