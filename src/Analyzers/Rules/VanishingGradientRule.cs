using System.Collections.Immutable;
using GradGuard.Analyzers.Graphs;
using GradGuard.Analyzers.Tracing;
using GradGuard.Signal;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Rules;

/// <summary>GG0102: the prediction says that the first layer gets next to no gradient, whatever the cause.</summary>
internal sealed class VanishingGradientRule() : ModelRule(Rule)
{
    private static readonly DiagnosticDescriptor Rule = new(
        RuleIds.VanishingGradient,
        "Predicted vanishing gradient",
        "The gradient of '{0}' is predicted to vanish: {1}. Initialise for the activation in use (He for ReLU), normalize, or add skip connections.",
        RuleCategories.GradientFlow,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Mean-field theory predicts the norm of every layer's weight gradient before training; where the first is a small fraction of the last, plain gradient descent hardly trains the first layers, and where the signal fades on its way to the last, it hardly trains any.",
        RuleIds.HelpLink(RuleIds.VanishingGradient));

    private static readonly RuleOption LeastRatio = new("gradguard.GG0102.min_ratio", Limits.VanishingRatio, OptionRange.Share);

    public override ImmutableArray<RuleOption> Options => [LeastRatio];

    private protected override void Analyze(ModelReport report)
    {
        var failing = Failing(report);
        if ((failing ?? Fading(report)) is not { } mildest)
            return;

        var prediction = mildest.Predict(report.Cancellation);

        // One cause, one finding: where saturation is the cause, GG0101 says so. A signal that fades saturates nothing.
        if (failing is not null && SaturatingStack.Of(mildest.Graph).Activations.Count > 1)
            return;

        var severity = report.Model.IsTraced && prediction.Repeats.Count == 0 ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info;
        var (first, last, ratio) = (prediction.Layers[0].Path, prediction.Layers[prediction.Layers.Count - 1].Path, prediction.UsualLog10Ratio);
        var how = failing is not null
            ? $"'{first}' gets {Ratio.Text(ratio)} of the gradient of '{last}'"
            : $"the signal fades to {Ratio.Text(prediction.UsualLog10LastInput / 2)} of its magnitude on the way to '{last}', and the gradient of all weights with it";
        report.At(null, severity, ratio, [], ModelProperties.Of(report.Model, mildest), report.Model.Name, how);
    }

    // Layers that each hand on a little get gradients that are alike, and all next to nothing.
    private static ModelVariant? Fading(ModelReport report)
    {
        var limit = 2 * Math.Log10(report.Read(LeastRatio));
        return report.Model.Variants.All(variant => variant.Estimate(report.Cancellation).Log10LastInput < limit
            && variant.Predict(report.Cancellation) is { Log10LastInput.IsBounded: true } prediction && prediction.Log10LastInput.IsBelow(limit))
            ? report.Model.Variants.OrderByDescending(variant => variant.Predict(report.Cancellation).Log10LastInput.High).FirstOrDefault()
            : null;
    }

    /// <summary>The mildest way through a model all of whose ways vanish; null where one does not.</summary>
    internal static ModelVariant? Failing(ModelReport report)
    {
        var limit = Math.Log10(report.Read(LeastRatio));
        return report.Model.Variants.All(variant => variant.RatioIsBelow(limit, report.Cancellation) && variant.Predict(report.Cancellation).Layers.Count > 1)
            ? report.Model.Variants.OrderByDescending(variant => variant.Predict(report.Cancellation).Log10Ratio.High).FirstOrDefault()
            : null;
    }
}
