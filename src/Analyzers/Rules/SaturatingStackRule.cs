using System.Collections.Immutable;
using GradGuard.Analyzers.Graphs;
using GradGuard.Analyzers.Tracing;
using GradGuard.Signal;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Rules;

/// <summary>GG0101: a deep stack of saturating activations that no skip goes around and no normalization cures.</summary>
internal sealed class SaturatingStackRule() : ModelRule(Rule)
{
    private static readonly DiagnosticDescriptor Rule = new(
        RuleIds.SaturatingStack,
        "Deep stack of saturating activations",
        "{0}. Use ReLU or GELU with He initialisation, a BatchNorm before each activation, or skip connections.",
        RuleCategories.GradientFlow,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "The slope of a saturating activation is at most one and falls to nothing for strong signals, so each one takes a part of the gradient; in depth nothing is left for the first layers.",
        RuleIds.HelpLink(RuleIds.SaturatingStack));

    private static readonly RuleOption Depth = new("gradguard.GG0101.max_depth", Limits.SaturatingDepth, OptionRange.Count);
    private static readonly RuleOption LeastRatio = new("gradguard.GG0101.min_ratio", Limits.SaturatingRatio, OptionRange.Share);

    // What counts as cured by a normalization: a tenth, far from the limit and from what a plain stack would have.
    private const double CuredLog10Ratio = -1;

    public override ImmutableArray<RuleOption> Options => [Depth, LeastRatio];

    private protected override void Analyze(ModelReport report)
    {
        var stacks = report.Model.Variants.Select(variant => SaturatingStack.Of(variant.Graph)).ToList();
        if (stacks.Count == 0 || stacks.Exists(found => found.Activations.Count < 1) || stacks.TrueForAll(found => found is { Repeat: null, Activations.Count: 1 }))
            return;

        // A look at the usual values, before the whole interval is asked for.
        if (!report.Model.Variants.Zip(stacks, (variant, found) => found.Repeat is not null || found.Activations.Count >= report.Read(Depth)
                || variant.Estimate(report.Cancellation).Log10Ratio < Math.Log10(report.Read(LeastRatio))).Any(mayFail => mayFail))
            return;

        // Every way through the code must be at risk, so the mildest speaks for all.
        var mildest = report.Model.Variants.OrderByDescending(variant => variant.Predict(report.Cancellation).Log10Ratio.High).First();
        var stack = SaturatingStack.Of(mildest.Graph);
        if (stack.Repeat is { } repeat)
            ReportRepeated(report, mildest, stack, repeat);
        else if (stack.Activations.Count > 1)
            ReportStack(report, mildest, stack);
    }

    private static void ReportStack(ModelReport report, ModelVariant variant, SaturatingStack stack)
    {
        var ratio = variant.Predict(report.Cancellation).Log10Ratio;
        var vanishes = ratio.IsBelow(Math.Log10(report.Read(LeastRatio)));
        var isDeep = stack.Activations.Count >= report.Read(Depth) && (!stack.HasNormalization || ratio.IsBelow(CuredLog10Ratio));
        if (!vanishes && !isDeep)
            return;

        var bound = JacobianBound.Of(variant.Graph);
        var worst = bound.Log10Slopes < 0 ? $"; their slopes alone let at most {Ratio.Text(bound.Log10Slopes)} of a gradient pass" : "";
        var predicted = ratio.IsBounded
            ? $", and the first layer is predicted to get {Ratio.Text(variant.Predict(report.Cancellation).UsualLog10Ratio)} of the last layer's gradient"
            : "";
        var severity = vanishes && report.Model.IsTraced && !variant.Predict(report.Cancellation).Repeats.Any() ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info;
        Report(report, variant, stack, severity, ratio.IsBounded ? variant.Predict(report.Cancellation).UsualLog10Ratio : null,
            $"'{report.Model.Name}' passes its gradient through {stack.Activations.Count} saturating activations ({Names(stack)}) in a row{worst}{predicted}");
    }

    private static void ReportRepeated(ModelReport report, ModelVariant variant, SaturatingStack stack, RepeatNode repeat)
    {
        var flow = variant.Predict(report.Cancellation).Repeats.FirstOrDefault(candidate => ReferenceEquals(variant.Graph.Nodes[candidate.Node], repeat));
        if (flow?.CountBelow(Math.Log10(report.Read(LeastRatio))) is not { } count || count * Math.Max(1, stack.Activations.Count) > report.Read(Depth))
            return;

        Report(report, variant, stack, DiagnosticSeverity.Info, null,
            $"'{report.Model.Name}' repeats a block with a saturating activation ({Names(stack)}) {repeat.Count} times, and each turn multiplies the gradient by {Ratio.Text(flow.Log10FactorPerBlock)}: from {count} blocks on, the first layer is predicted to get less than {Ratio.Text(Math.Log10(report.Read(LeastRatio)))} of the last layer's gradient");
    }

    private static void Report(ModelReport report, ModelVariant variant, SaturatingStack stack, DiagnosticSeverity severity, double? ratio, string message)
    {
        var places = stack.Activations.Select(activation => variant.Origins[activation].Definition).OfType<SyntaxNode>().ToList();
        report.At(places.FirstOrDefault(), severity, ratio, places, ModelProperties.Of(report.Model, variant), message);
    }

    private static string Names(SaturatingStack stack) => string.Join(", ", stack.Activations.Select(activation => activation.Function.Name).Distinct());
}
