using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace GradGuard.Analyzers;

/// <summary>The rules that warn: what a build runs, which without an error log leaves out analyzers that only suggest.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WarningAnalyzer() : GradGuardAnalyzer(rule => !rule.SpeaksAtTheEnd && rule.Descriptor.DefaultSeverity >= DiagnosticSeverity.Warning);

/// <summary>The rules that suggest, for editors and error logs.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SuggestionAnalyzer() : GradGuardAnalyzer(rule => !rule.SpeaksAtTheEnd && rule.Descriptor.DefaultSeverity < DiagnosticSeverity.Warning);

/// <summary>The rules that must have seen the whole project: an editor leaves out an analyzer with one of them while code is typed.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ProjectAnalyzer() : GradGuardAnalyzer(rule => rule.SpeaksAtTheEnd);

/// <summary>All of them, for those who run them outside the compiler.</summary>
internal static class GradGuardAnalyzers
{
    public static ImmutableArray<DiagnosticAnalyzer> All { get; } = [new WarningAnalyzer(), new SuggestionAnalyzer(), new ProjectAnalyzer()];
}
