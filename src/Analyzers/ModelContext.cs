using GradGuard.Analyzers.Tracing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace GradGuard.Analyzers;

/// <summary>A model under a rule.</summary>
internal readonly record struct ModelContext(ModelTrace Model, AnalyzerOptions Options, Action<Diagnostic> ReportDiagnostic, CancellationToken CancellationToken);
