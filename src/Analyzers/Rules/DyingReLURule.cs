using System.Collections.Immutable;
using System.Globalization;
using GradGuard.Analyzers.Tracing;
using GradGuard.Analyzers.TrainingLoops;
using GradGuard.Signal;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Rules;

/// <summary>GG0106: ReLU layers that may die: a bias that starts far below zero, or steps so long that they push it there.</summary>
internal sealed class DyingReLURule() : GradGuardRule(Rule)
{
    private static readonly RuleOption MinBias = new("gradguard.GG0106.min_bias", -0.5, OptionRange.Number);
    private static readonly RuleOption MaxLearningRate = new("gradguard.GG0106.max_learning_rate", 1, OptionRange.Positive);
    private static readonly RuleOption MaxAdaptiveLearningRate = new("gradguard.GG0106.max_adaptive_learning_rate", 0.1, OptionRange.Positive);

    private static readonly DiagnosticDescriptor Rule = new(
        RuleIds.DyingReLU,
        "ReLU layers at risk of dying",
        "{0}. {1}.",
        RuleCategories.GradientFlow,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        "A ReLU unit that is negative for every input gets no gradient and never comes back.",
        RuleIds.HelpLink(RuleIds.DyingReLU));

    public override ImmutableArray<RuleOption> Options { get; } = [MinBias, MaxLearningRate, MaxAdaptiveLearningRate];

    public override void Register(RuleRegistration on)
    {
        var torch = on.Torch;
        var models = ModelGraphCache.Of(torch);
        on.Models(AnalyzeBiases);
        on.CallsAndCreations(context =>
        {
            if (LearningRate.Of(context.Operation, torch) is { } rate)
                AnalyzeRate(context, rate, models, TrainingCode.Of(torch, context.CancellationToken));
        });
    }

    private static void AnalyzeBiases(ModelReport report)
    {
        var limit = report.Read(MinBias);
        var places = new HashSet<SyntaxNode>();
        foreach (var variant in report.Model.Variants)
            foreach (var relu in variant.Graph.Nodes.OfType<ActivationNode>().Where(node => node.Function.Equals(ActivationFunction.ReLU)))
                if (BiasOf(variant.Graph.Nodes[relu.Inputs[0]]) is { Kind: InitializerKind.Constant, Mean: var bias } && bias < limit
                    && variant.Origins[variant.Graph.Nodes[relu.Inputs[0]]] is { Definition: { } place } origin && (report.Model.Owns(place) || report.IsMadeByOthers(origin)) && places.Add(place))
                    report.At(
                        place, DiagnosticSeverity.Info, null,
                        $"Biases of '{report.Model.Name}' start at {bias.ToString("0.###", CultureInfo.InvariantCulture)} before a ReLU, so few inputs of this layer get through at first, and a unit that none gets through has no gradient and stays dead",
                        "Start biases at zero");
    }

    private void AnalyzeRate(CallContext context, LearningRate rate, ModelGraphCache models, TrainingCode code)
    {
        var limit = (rate.IsAdaptive ? MaxAdaptiveLearningRate : MaxLearningRate).Read(context.Options, context.Operation.Syntax.SyntaxTree);
        if (rate.Value < limit || new OptimizerOrigin(rate.Creation, OptimizerOrigin.ModelIn(rate.Creation, code)).Trace(models, code) is not { Variants.Count: > 0 } model
            || !model.Variants.All(variant => HasBareReLU(variant.Graph))
            // A schedule that can rise multiplies the rate, often one of 1.
            || WarmUp.IsScheduledBeside(context.Operation.Syntax))
            return;

        context.ReportDiagnostic(Diagnostic.Create(
            Descriptor, rate.Place.GetLocation(),
            $"A learning rate of {rate.Value.ToString("0.####", CultureInfo.InvariantCulture)} lets one step push the ReLU units of '{model.Name}' below zero for every input, where they get no gradient any more",
            rate.IsAdaptive ? "Start from 0.001" : "Start from 0.1 or less"));
    }

    // Normalization before the activation keeps about half of the inputs above zero.
    private static bool HasBareReLU(LayerGraph graph) => graph.Nodes.OfType<ActivationNode>()
        .Any(node => node.Function.Equals(ActivationFunction.ReLU) && graph.Nodes[node.Inputs[0]] is LinearNode or ConvolutionNode);

    private static BiasInitializer? BiasOf(LayerNode node) => node switch
    {
        LinearNode linear => linear.Bias,
        ConvolutionNode convolution => convolution.Bias,
        _ => null,
    };
}
