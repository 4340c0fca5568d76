using BenchmarkDotNet.Attributes;
using GradGuard.Analyzers;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace GradGuard.AnalysisCost;

/// <summary>How long the rules go on once they are told to stop, in the midst of the zoo.</summary>
public class CancellationCost
{
    private CSharpCompilation _compilation = null!;

    /// <summary>Milliseconds into the analysis.</summary>
    [Params(50, 200, 500)]
    public int After { get; set; }

    [GlobalSetup]
    public void Setup() => _compilation = Workloads.Compile(Workloads.SourcesOf(Workload.Zoo), withTorchSharp: true);

    /// <summary>The time of one invocation, less <see cref="After"/>, is the delay.</summary>
    [Benchmark]
    public async Task<bool> StartAndCancel()
    {
        using var cancellation = new CancellationTokenSource(After);
        try
        {
            await _compilation.Clone().WithAnalyzers([.. GradGuardAnalyzers.All], new AnalyzerOptions([])).GetAnalyzerDiagnosticsAsync(cancellation.Token);
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }
}
