using GradGuard.Analyzers.Graphs;
using GradGuard.Analyzers.Tracing;
using GradGuard.Signal;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Rules;

/// <summary>GG0202: a normalization, an activation or dropout on the skip of a residual block whose shapes match.</summary>
internal sealed class SkipNotIdentityRule() : SkipRule(Rule)
{
    private static readonly DiagnosticDescriptor Rule = new(
        RuleIds.SkipNotIdentity,
        "Skip path that is not the identity",
        "{0} stands on the skip path of a residual block in '{1}', so in every block the gradient of the skip passes it. Add the block's input itself; {2}.",
        RuleCategories.GradientFlow,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A residual network is easy to train since its skips hand the gradient on unchanged; whatever stands on them multiplies it once a block.",
        RuleIds.HelpLink(RuleIds.SkipNotIdentity));

    private protected override string[]? Judge(SkipPath path, ModelVariant variant)
    {
        var offender = path.Operations.FirstOrDefault(IsOffender);
        if (offender is null || path.Projection is not null || !path.Operations.All(operation => IsOffender(operation) || IsIdentity(operation, variant))
            || path.Graph.Nodes[path.Branch] is AddNode || StartsBranchToo(path))
            return null;

        return offender switch
        {
            ActivationNode activation => [activation.Function.Name, "an activation belongs into the branch"],
            DropoutNode => ["Dropout", "dropout belongs at the end of the branch"],
            _ => [variant.Origins[offender].Layer ?? "A normalization", "a normalization belongs at the start of the branch"],
        };
    }

    private static bool IsOffender(LayerNode operation) => operation is NormalizationNode or ActivationNode or DropoutNode { Probability: > 0 };

    private static bool IsIdentity(LayerNode operation, ModelVariant variant) =>
        operation is DropoutNode || (operation is ReshapeNode && variant.Origins[operation].Layer == "Identity");

    // The same operation computed twice: the skip is the identity of what it gives.
    private static bool StartsBranchToo(SkipPath path)
    {
        var first = path.Operations[path.Operations.Count - 1];
        return path.BranchNodes.Any(node => node.GetType() == first.GetType() && node.Path == first.Path && node.Inputs.Contains(path.Start));
    }
}
