using System.Collections.Immutable;
using GradGuard.Analyzers.Graphs;
using GradGuard.Analyzers.Tracing;
using GradGuard.Signal;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Rules;

/// <summary>GG0201: a residual block whose activation stands after the addition, on the path that should be the identity.</summary>
internal sealed class PostActivationResidualRule() : ModelRule(Rule)
{
    private static readonly DiagnosticDescriptor Rule = new(
        RuleIds.PostActivationResidual,
        "Activation after the addition of a residual block",
        "{0} follows the addition of a residual block in '{1}', so the gradient passes it in every block{2}. Move it into the branch, before the addition.",
        RuleCategories.GradientFlow,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        "A skip carries the gradient unchanged only while nothing stands on it; an activation after the addition multiplies the skip's gradient by its slope in every block.",
        RuleIds.HelpLink(RuleIds.PostActivationResidual));

    private static readonly RuleOption Blocks = new("gradguard.GG0201.max_blocks", Limits.ResidualDepth, OptionRange.Count);

    public override ImmutableArray<RuleOption> Options => [Blocks];

    private protected override void Analyze(ModelReport report)
    {
        var reported = new HashSet<SyntaxNode>();
        foreach (var variant in report.Model.Variants)
        {
            var blocks = ResidualBlock.In(variant.Graph).Where(block => block.OuterActivation is not null).ToList();
            if (blocks.Count == 0)
                continue;

            var fails = report.Model.IsTraced && variant.RatioIsBelow(Math.Log10(Limits.VanishingRatio), report.Cancellation);
            var isDeep = blocks.Count >= report.Read(Blocks);
            foreach (var block in blocks)
            {
                var activation = block.OuterActivation!;
                if (variant.Origins[activation] is not { Use: { } place } || !reported.Add(place))
                    continue;

                // A block's own trace speaks of its code; the model that uses it adds only what depth does to it.
                if (report.Model.Owns(place))
                    Report(report, variant, block, place, fails, isDeep, blocks.Count);
                else if ((isDeep || fails) && reported.Add(report.Model.Declaration))
                    Report(report, variant, block, report.Model.Declaration, fails, isDeep, blocks.Count);
            }
        }
    }

    private static void Report(ModelReport report, ModelVariant variant, ResidualBlock block, SyntaxNode place, bool fails, bool isDeep, int count)
    {
        var activation = block.OuterActivation!.Function;
        var ratio = variant.Predict(report.Cancellation).Log10Ratio;
        var why = fails ? $": the first layer is predicted to get {Ratio.Text(variant.Predict(report.Cancellation).UsualLog10Ratio)} of the last layer's gradient"
            : activation.IsSaturating ? ", and its slope falls to nothing for strong signals"
            : isDeep ? $", {count} times"
            : "";
        var severity = activation.IsSaturating || fails || isDeep ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info;
        var sum = variant.Origins[block.Sum].Use;
        report.At(place == report.Model.Declaration ? null : place, severity, ratio.IsBounded ? variant.Predict(report.Cancellation).UsualLog10Ratio : null, sum is null ? [] : [sum],
            ImmutableDictionary<string, string?>.Empty.Add(FixProperties.Branch, block.Branch.ToString(System.Globalization.CultureInfo.InvariantCulture)), activation.Name, report.Model.Name, why);
    }
}
