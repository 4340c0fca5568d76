using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using GradGuard.Analyzers;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace GradGuard.AnalysisCost;

/// <summary>
/// A compile, from parsing to the assembly, with and without the rules. What a user's build pays is the step from
/// <see cref="CompileAsBuildsDo"/> to <see cref="CompileAndWarn"/>.
/// </summary>
public class CompileCost
{
    private static readonly ImmutableArray<DiagnosticAnalyzer> Sdk = [new EmptyAnalyzer()];

    // Without an error log the compiler leaves out analyzers that have only suggestions to make.
    private static readonly ImmutableArray<DiagnosticAnalyzer> Warnings =
        [.. Sdk, new WarningAnalyzer()];

    private static readonly ImmutableArray<DiagnosticAnalyzer> All = [.. Sdk, .. GradGuardAnalyzers.All];

    private IReadOnlyList<string> _sources = [];

    [Params(Workload.WithoutTorchSharp, Workload.Application, Workload.Zoo, Workload.LargeModel)]
    public Workload Project { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _sources = Workloads.SourcesOf(Project);
        Emit(Compilation());
    }

    /// <summary>The compiler alone.</summary>
    [Benchmark]
    public long Compile() => Emit(Compilation());

    /// <summary>With one analyzer that looks at code and does nothing, as the SDK's do in every build.</summary>
    [Benchmark(Baseline = true)]
    public Task<long> CompileAsBuildsDo() => EmitWith(Sdk);

    /// <summary>With the rules that a build runs.</summary>
    [Benchmark]
    public Task<long> CompileAndWarn() => EmitWith(Warnings);

    /// <summary>With the suggestions too, as in an editor or with an error log.</summary>
    [Benchmark]
    public Task<long> CompileAndAnalyze() => EmitWith(All);

    private async Task<long> EmitWith(ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        var analyzed = Compilation().WithAnalyzers(
            analyzers, new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), null, concurrentAnalysis: true, logAnalyzerExecutionTime: false));
        var found = await analyzed.GetAnalyzerDiagnosticsAsync();
        return Emit((CSharpCompilation)analyzed.Compilation) + found.Length;
    }

    private CSharpCompilation Compilation() => Workloads.Compile(_sources, Project != Workload.WithoutTorchSharp);

    private static long Emit(CSharpCompilation compilation)
    {
        using var assembly = new MemoryStream();
        var result = compilation.Emit(assembly);
        return result.Success ? assembly.Length : throw new InvalidOperationException($"The workload does not compile: {result.Diagnostics[0]}");
    }
}
