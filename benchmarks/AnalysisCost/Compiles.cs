using System.Collections.Immutable;
using GradGuard.Analyzers;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace GradGuard.AnalysisCost;

/// <summary>Compiles to the assembly, in memory, with the analyzers that a build or an editor runs.</summary>
internal static class Compiles
{
    /// <summary>What every build pays, since the SDK's own analyzers look at code.</summary>
    public static readonly ImmutableArray<DiagnosticAnalyzer> Sdk = [new EmptyAnalyzer()];

    /// <summary>Without an error log the compiler leaves out analyzers that have only suggestions to make.</summary>
    public static readonly ImmutableArray<DiagnosticAnalyzer> Warnings = [.. Sdk, new WarningAnalyzer()];

    /// <summary>As in an editor or with an error log.</summary>
    public static readonly ImmutableArray<DiagnosticAnalyzer> All = [.. Sdk, .. GradGuardAnalyzers.All];

    /// <exception cref="InvalidOperationException">The compilation has errors.</exception>
    public static async Task<long> With(ImmutableArray<DiagnosticAnalyzer> analyzers, CSharpCompilation compilation)
    {
        var analyzed = compilation.WithAnalyzers(
            analyzers, new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), null, concurrentAnalysis: true, logAnalyzerExecutionTime: false));
        var found = await analyzed.GetAnalyzerDiagnosticsAsync();
        return Emit((CSharpCompilation)analyzed.Compilation) + found.Length;
    }

    /// <summary>The bytes of the assembly.</summary>
    /// <exception cref="InvalidOperationException">The compilation has errors.</exception>
    public static long Emit(CSharpCompilation compilation)
    {
        using var assembly = new MemoryStream();
        var result = compilation.Emit(assembly);
        return result.Success ? assembly.Length : throw new InvalidOperationException($"The workload does not compile: {result.Diagnostics[0]}");
    }
}
