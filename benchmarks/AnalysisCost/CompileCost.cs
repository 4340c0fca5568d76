using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace GradGuard.AnalysisCost;

/// <summary>
/// A compile, from parsing to the assembly, with and without the rules. What a user's build pays is the step from
/// <see cref="CompileAsBuildsDo"/> to <see cref="CompileAndWarn"/>.
/// </summary>
public class CompileCost
{
    private IReadOnlyList<string> _sources = [];

    [Params(Workload.WithoutTorchSharp, Workload.Application, Workload.Zoo, Workload.LargeModel)]
    public Workload Project { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _sources = Workloads.SourcesOf(Project);
        Compiles.Emit(Compilation());
    }

    /// <summary>The compiler alone.</summary>
    [Benchmark]
    public long Compile() => Compiles.Emit(Compilation());

    /// <summary>With one analyzer that looks at code and does nothing, as the SDK's do in every build.</summary>
    [Benchmark(Baseline = true)]
    public Task<long> CompileAsBuildsDo() => EmitWith(Compiles.Sdk);

    /// <summary>With the rules that a build runs.</summary>
    [Benchmark]
    public Task<long> CompileAndWarn() => EmitWith(Compiles.Warnings);

    /// <summary>With the suggestions too, as in an editor or with an error log.</summary>
    [Benchmark]
    public Task<long> CompileAndAnalyze() => EmitWith(Compiles.All);

    private Task<long> EmitWith(ImmutableArray<DiagnosticAnalyzer> analyzers) => Compiles.With(analyzers, Compilation());

    private CSharpCompilation Compilation() => Workloads.Compile(_sources, Project != Workload.WithoutTorchSharp);
}
