using System.Collections.Immutable;
using GradGuard.Analyzers.Graphs;
using GradGuard.Analyzers.Tracing;
using GradGuard.Signal;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Rules;

/// <summary>GG0103: the prediction says that the gradient, or the signal itself, grows out of bounds.</summary>
internal sealed class ExplodingGradientRule() : ModelRule(Rule)
{
    private static readonly DiagnosticDescriptor Rule = new(
        RuleIds.ExplodingGradient,
        "Predicted exploding gradient",
        "The gradient of '{0}' is predicted to explode: {1}. Scale down the initialisation, zero-initialise the end of each residual branch, normalize, or clip.",
        RuleCategories.GradientFlow,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Mean-field theory predicts the norm of every layer's weight gradient and the size of every signal before training; where they grow by orders of magnitude, the first steps destroy the weights.",
        RuleIds.HelpLink(RuleIds.ExplodingGradient));

    private static readonly RuleOption MostRatio = new("gradguard.GG0103.max_ratio", Limits.ExplodingRatio, OptionRange.Growth);
    private static readonly RuleOption MostGrowth = new("gradguard.GG0103.max_growth", Limits.ForwardGrowth, OptionRange.Growth);

    public override ImmutableArray<RuleOption> Options => [MostRatio, MostGrowth];

    private protected override void Analyze(ModelReport report)
    {
        if (Explosion(report) is not { } what)
            return;

        var mildest = Mildest(report)!;
        var prediction = mildest.Predict(report.Cancellation);
        var ratio = prediction.Log10Ratio;
        var severity = report.Model.IsTraced && prediction.Repeats.Count == 0 ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info;
        report.At(null, severity, ratio.IsBounded ? prediction.UsualLog10Ratio : null, [], ModelProperties.Of(report.Model, mildest), report.Model.Name, what);
    }

    /// <summary>What explodes on every way through a model; null where nothing does.</summary>
    internal static string? Explosion(ModelReport report)
    {
        var (mostRatio, mostGrowth) = (Math.Log10(report.Read(MostRatio)), Math.Log10(report.Read(MostGrowth)));
        if (!report.Model.Variants.All(variant => variant.Estimate(report.Cancellation).Log10Ratio > mostRatio || variant.Estimate(report.Cancellation).Log10ForwardGrowth > mostGrowth)
            || Mildest(report) is not { } mildest || mildest.Predict(report.Cancellation) is not { Layers.Count: > 1 } prediction)
            return null;

        var head = Heads.Strongest(mildest.Graph, prediction);
        return prediction.Log10Ratio.IsAbove(mostRatio + Math.Max(0, head.UsualLog10Norm))
                ? $"'{prediction.Layers[0].Path}' gets {Ratio.Text(prediction.UsualLog10Ratio - head.UsualLog10Norm)} times the gradient of '{head.Path}'"
            : prediction.Log10ForwardGrowth.IsAbove(mostGrowth)
                ? $"the mean square of its signal grows by {Ratio.Text(prediction.UsualLog10ForwardGrowth)}"
            : null;
    }

    private static ModelVariant? Mildest(ModelReport report) => report.Model.Variants.OrderBy(variant => variant.Predict(report.Cancellation).Log10Ratio.Low).FirstOrDefault();
}
