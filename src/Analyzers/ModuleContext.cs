using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace GradGuard.Analyzers;

/// <summary>A module class under a rule.</summary>
internal readonly record struct ModuleContext(INamedTypeSymbol Type, AnalyzerOptions Options, Action<Diagnostic> ReportDiagnostic, CancellationToken CancellationToken);
