using BenchmarkDotNet.Attributes;
using GradGuard.Analyzers.Tracing;
using Microsoft.CodeAnalysis.CSharp;

namespace GradGuard.AnalysisCost;

/// <summary>Tracing a model and predicting its gradients, against its depth: twice the layers are to cost twice the time.</summary>
public class DepthCost
{
    private CSharpCompilation _compilation = null!;

    [Params(50, 100, 200, 400)]
    public int Depth { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _compilation = Workloads.Compile(["", Workloads.LargeModel(Depth)], withTorchSharp: true);
        _compilation.GetDiagnostics();
    }

    [Benchmark]
    public double TraceAndPredict() => ModelCatalog.ModelsOf(_compilation.Clone(), CancellationToken.None).Sum(model => model.Variants[0].Predict(CancellationToken.None).Log10Ratio.Middle);
}
