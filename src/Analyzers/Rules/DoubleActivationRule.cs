using GradGuard.Analyzers.TrainingLoops;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Rules;

/// <summary>GG0501: probabilities fed to a loss that makes probabilities of its input itself.</summary>
internal sealed class DoubleActivationRule() : GradGuardRule(Rule)
{
    private static readonly DiagnosticDescriptor Rule = new(
        RuleIds.DoubleActivation,
        "Output activation that the loss applies again",
        "{0} gets the result of {1}, but {2}. Feed it the raw scores.",
        RuleCategories.GradientFlow,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A loss over logits squashes its input itself; squashing it before flattens the gradient and keeps the loss from reaching zero.",
        RuleIds.HelpLink(RuleIds.DoubleActivation));

    public override void Register(RuleRegistration on) => on.Calls((context, call) =>
    {
        var code = TrainingCode.Of(on.Torch, context.CancellationToken);
        if (LossCall.Of(call, code) is { } loss && OutputActivation.Of(loss.Input, code) is { } output
            && ReasonAgainst(loss.Kind, output.Kind) is { } reason)
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptor, loss.Input.Syntax.GetLocation(), output.Place is { } place ? [place.GetLocation()] : [], loss.Name, output.Describe(), reason));
    });

    private static string? ReasonAgainst(LossKind loss, ProbabilityKind output) => (loss, output) switch
    {
        (LossKind.CrossEntropy, ProbabilityKind.Softmax) =>
            "applies softmax itself: of scores between 0 and 1 the likeliest of 10 classes gets at most 0.23, so the loss cannot fall below 1.46 and its gradient is flat",
        (LossKind.CrossEntropy, ProbabilityKind.Sigmoid) =>
            "applies softmax itself: of scores between 0 and 1 the likeliest of 10 classes gets at most 0.23, so the loss cannot fall below 1.46",
        (LossKind.BinaryCrossEntropyWithLogits, ProbabilityKind.Sigmoid or ProbabilityKind.Softmax) =>
            "applies sigmoid itself: of scores between 0 and 1 that leaves probabilities between 0.5 and 0.73, so no sample can ever be called negative",
        (LossKind.NegativeLogLikelihood, ProbabilityKind.Softmax or ProbabilityKind.Sigmoid) =>
            "takes log-probabilities: without the logarithm its gradient does not grow where the model is wrong, and log_softmax is what it expects",
        _ => null,
    };
}
