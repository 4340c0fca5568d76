using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace GradGuard.Analyzers;

/// <summary>A call or construction under a rule.</summary>
internal readonly struct CallContext(IOperation operation, OperationBlockAnalysisContext block)
{
    public IOperation Operation => operation;

    /// <summary>The member whose code it stands in.</summary>
    public ISymbol Member => block.OwningSymbol;

    public AnalyzerOptions Options => block.Options;

    public CancellationToken CancellationToken => block.CancellationToken;

    public void ReportDiagnostic(Diagnostic diagnostic)
    {
        if (!GeneratedCode.Holds(diagnostic.Location))
            block.ReportDiagnostic(diagnostic);
    }
}
