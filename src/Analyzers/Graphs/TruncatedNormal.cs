using GradGuard.Analyzers.Tracing;
using GradGuard.Signal;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GradGuard.Analyzers.Graphs;

/// <summary>
/// init.trunc_normal_ of TorchSharp 0.107 and before takes mean and standard deviation for one another, so that with a mean of 0, the usual
/// one, it fills a weight with its standard deviation (measured on 0.107.0: one distinct value of 2048).
/// </summary>
internal static class TruncatedNormal
{
    private static readonly Version LastFaulty = new(0, 107, 0, int.MaxValue);

    /// <summary>The number that such a call fills a layer's weight with; null where another call draws it, or a TorchSharp that may be mended.</summary>
    public static double? ConstantOf(LayerNode node, ModelVariant variant, TorchSharpContext torch) =>
        WeightOf(node) is { Kind: InitializerKind.Normal, Mean: 0 } weight && IsCall(variant.Origins[node].Initialization) && torch.Module.ContainingAssembly.Identity.Version <= LastFaulty
            ? weight.StandardDeviation
            : null;

    public static bool IsCall(SyntaxNode? initialization) => initialization is InvocationExpressionSyntax { Expression: var callee }
        && (callee as MemberAccessExpressionSyntax)?.Name is var name && (name ?? callee as SimpleNameSyntax)?.Identifier.ValueText == "trunc_normal_";

    private static WeightInitializer? WeightOf(LayerNode node) => node switch
    {
        LinearNode linear => linear.Weight,
        ConvolutionNode convolution => convolution.Weight,
        _ => null,
    };
}
