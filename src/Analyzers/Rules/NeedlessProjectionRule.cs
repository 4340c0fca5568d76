using GradGuard.Analyzers.Graphs;
using GradGuard.Analyzers.Tracing;
using GradGuard.Signal;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Rules;

/// <summary>GG0203: a projection on a skip whose shapes match without it.</summary>
internal sealed class NeedlessProjectionRule() : SkipRule(Rule)
{
    private static readonly DiagnosticDescriptor Rule = new(
        RuleIds.NeedlessProjection,
        "Projection on a skip whose shapes already match",
        "'{0}' projects the skip of a residual block in '{1}' from {2} to as many features, so the gradient of the skip passes its weights in every block. Add the block's input itself.",
        RuleCategories.GradientFlow,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        "A projection is needed where a block changes its shape; elsewhere the identity hands the gradient on unchanged and costs nothing.",
        RuleIds.HelpLink(RuleIds.NeedlessProjection));

    private protected override DiagnosticSeverity Severity => DiagnosticSeverity.Info;

    private protected override string[]? Judge(SkipPath path, ModelVariant variant)
    {
        if (path.Projection is not { } projection || FeaturesOf(projection) is not { } features
            || !path.Operations.All(operation => operation == projection || operation is NormalizationNode || variant.Origins[operation].Layer == "Identity")
            || !path.BranchNodes.Any(node => node is ActivationNode or GatedLinearUnitNode))
            return null;

        return [projection.Path, features.ToString()];
    }

    // As many features out as in, position by position.
    private static Size? FeaturesOf(LayerNode projection) => projection switch
    {
        LinearNode linear when linear.FanIn.IsSameAs(linear.FanOut) => linear.FanIn,
        ConvolutionNode { Transposed: false, KernelVolume.Value: 1, StrideVolume.Value: 1 } convolution when convolution.InChannels.IsSameAs(convolution.OutChannels) => convolution.InChannels,
        _ => null,
    };
}
