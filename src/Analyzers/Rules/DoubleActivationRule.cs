using System.Collections.Immutable;
using GradGuard.Analyzers.TrainingLoops;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Rules;

/// <summary>GG0501: probabilities fed to a loss that makes probabilities of its input itself.</summary>
internal sealed class DoubleActivationRule() : GradGuardRule(Rule)
{
    // Where the code does not tell how many there are: those of the data sets that everyone begins with, MNIST and CIFAR-10.
    private const int UsualClasses = 10;

    private static readonly DiagnosticDescriptor Rule = new(
        RuleIds.DoubleActivation,
        "Output activation that the loss applies again",
        "{0} gets the result of {1}, but {2}. Feed it {3}.",
        RuleCategories.GradientFlow,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A loss over logits squashes its input itself; squashing it before flattens the gradient and keeps the loss from reaching zero.",
        RuleIds.HelpLink(RuleIds.DoubleActivation));

    public override void Register(RuleRegistration on) => on.Calls((context, call) =>
    {
        var code = TrainingCode.Of(on.Torch, context.CancellationToken);
        if (LossCall.Of(call, code) is { } loss && OutputActivation.Of(loss.Input, code) is { } output
            && ReasonAgainst(loss.Kind, output) is { } reason
            && !SharedActivation.IsToldBefore(call, output, code, static (other, its) => ReasonAgainst(other.Kind, its) is not null))
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptor, loss.Input.Syntax.GetLocation(), output.Place is { } place ? [place.GetLocation()] : [], Cause(loss.Kind), loss.Name, output.Describe(), reason, Wanted(loss.Kind)));
    });

    private static string? ReasonAgainst(LossKind loss, OutputActivation output) => (loss, output.Kind) switch
    {
        (LossKind.CrossEntropy, ProbabilityKind.Softmax) => $"applies softmax itself: {Floor(output.Scores)} and its gradient is flat",
        (LossKind.CrossEntropy, ProbabilityKind.Sigmoid) => $"applies softmax itself: {Floor(output.Scores)}",
        (LossKind.BinaryCrossEntropyWithLogits, ProbabilityKind.Sigmoid or ProbabilityKind.Softmax) =>
            "applies sigmoid itself: of scores between 0 and 1 that leaves probabilities between 0.5 and 0.73, so no sample can ever be called negative",
        (LossKind.NegativeLogLikelihood, ProbabilityKind.Softmax or ProbabilityKind.Sigmoid) =>
            "takes log-probabilities: without the logarithm its gradient does not grow where the model is wrong",
        _ => null,
    };

    private static ImmutableDictionary<string, string?> Cause(LossKind loss) => ImmutableDictionary<string, string?>.Empty.Add(FixProperties.Cause, loss.ToString());

    private static string Wanted(LossKind loss) => loss == LossKind.NegativeLogLikelihood ? "log_softmax of the raw scores" : "the raw scores";

    // The best that softmax makes of n scores between 0 and 1: one of them 1 and the others 0, so e / (e + n - 1).
    private static string Floor(int? scores)
    {
        var classes = scores is > 1 ? scores.Value : UsualClasses;
        var likeliest = Math.E / (Math.E + classes - 1);
        return FormattableString.Invariant($"of scores between 0 and 1 the likeliest of {classes} classes gets at most {likeliest:G2}, so the loss cannot fall below {-Math.Log(likeliest):G3}");
    }
}
