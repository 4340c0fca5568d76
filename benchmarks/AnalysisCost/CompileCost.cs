using BenchmarkDotNet.Attributes;
using GradGuard.Analyzers;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace GradGuard.AnalysisCost;

/// <summary>A compile, from parsing to the assembly, with and without the rules; the ratio is what a user's build pays.</summary>
public class CompileCost
{
    private IReadOnlyList<string> _sources = [];

    [Params(Workload.WithoutTorchSharp, Workload.Zoo, Workload.LargeModel)]
    public Workload Project { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _sources = Workloads.SourcesOf(Project);
        Emit(Compilation());
    }

    [Benchmark(Baseline = true)]
    public long Compile() => Emit(Compilation());

    [Benchmark]
    public async Task<long> CompileAndAnalyze()
    {
        var analyzed = Compilation().WithAnalyzers(
            [.. GradGuardAnalyzers.All], new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), null, concurrentAnalysis: true, logAnalyzerExecutionTime: false));
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
