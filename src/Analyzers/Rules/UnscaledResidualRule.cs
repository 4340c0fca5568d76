using System.Collections.Immutable;
using GradGuard.Analyzers.Graphs;
using GradGuard.Analyzers.Tracing;
using GradGuard.Signal;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Rules;

/// <summary>GG0204: residual branches that add up, block by block, with nothing that keeps the sum in bounds.</summary>
internal sealed class UnscaledResidualRule() : ModelRule(Rule)
{
    private static readonly DiagnosticDescriptor Rule = new(
        RuleIds.UnscaledResidual,
        "Residual branches without normalization or scaling",
        "{0} residual branches of '{1}' are added neither normalized nor scaled: over them the mean square of the signal is predicted to grow {2} times. Scale each by 1/sqrt({0}), start the last layer of each at zero, or normalize its input.",
        RuleCategories.GradientFlow,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        "Each block multiplies the mean square of the signal, and that of the gradient on its way back, by one plus the branch's factor; in depth that is a power.",
        RuleIds.HelpLink(RuleIds.UnscaledResidual));

    private static readonly RuleOption MostGrowth = new("gradguard.GG0204.max_growth", Limits.BranchGrowth, OptionRange.Growth);

    public override ImmutableArray<RuleOption> Options => [MostGrowth];

    private protected override void Analyze(ModelReport report)
    {
        var limit = Math.Log10(report.Read(MostGrowth));
        var found = report.Model.Variants.Select(variant => (variant, bare: BareBranches.Of(variant, limit, report.Cancellation))).ToList();
        // Every way through the code must be at risk, so the mildest speaks for all.
        if (found.Count == 0 || found.Exists(pair => pair.bare is null))
            return;

        var (variant, mildest) = found.OrderBy(pair => pair.bare!.Log10Growth).First();
        var explodes = ExplodingGradientRule.Explosion(report) is not null;
        var severity = explodes && report.Model.IsTraced && variant.Predict(report.Cancellation).Repeats.Count == 0 ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info;
        object[] arguments = [mildest!.Blocks.Count, report.Model.Name, Ratio.Text(mildest.Log10Growth)];

        if (mildest.Blocks.Select(block => variant.Origins[block.Sum].Use).FirstOrDefault(place => place is not null && report.Model.Owns(place)) is { } sum)
            report.At(sum, severity, null, arguments);
        else if (FieldOf(report.Model, mildest.Blocks[0]) is { } field)
            report.AtMember(field, severity, ImmutableDictionary<string, string?>.Empty, arguments);
        // At the model's name GG0103 has said as much.
        else if (!explodes)
            report.At(null, severity, null, arguments);
    }

    // The field or property that holds the first block.
    private static ISymbol? FieldOf(ModelTrace model, SkipPath block)
    {
        var path = block.BranchNodes.FirstOrDefault(node => node.HasWeights())?.Path.Split('.')[0] ?? "";
        var name = path.TrimStart('<').Split('>')[0];
        return model.Type?.GetMembers(name).FirstOrDefault(member => member is IFieldSymbol or IPropertySymbol && member.Locations.Any(model.Owns));
    }
}
