using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace GradGuard.Analyzers;

/// <summary>A call or construction under a rule.</summary>
internal readonly record struct CallContext(
    IOperation Operation, ISymbol Member, AnalyzerOptions Options, Action<Diagnostic> ReportDiagnostic, CancellationToken CancellationToken);
