using GradGuard.Analyzers.TrainingLoops;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Rules;

/// <summary>GG0502: a loss whose gradient dies, or whose value overflows, where the output activation saturates.</summary>
internal sealed class SaturatingLossRule() : GradGuardRule(Rule)
{
    private static readonly DiagnosticDescriptor Rule = new(
        RuleIds.SaturatingLoss,
        "Loss that saturates with its output activation",
        "{0}. {1}.",
        RuleCategories.GradientFlow,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        "Where an output saturates, a squared error passes no gradient, and a logarithm taken apart from its softmax or sigmoid loses its precision.",
        RuleIds.HelpLink(RuleIds.SaturatingLoss));

    public override void Register(RuleRegistration on) => on.Calls((context, call) =>
    {
        var code = TrainingCode.Of(on.Torch, context.CancellationToken);
        if (LogarithmOf(call, on.Torch) is { } argument)
        {
            if (OutputActivation.Of(argument, code) is { Kind: ProbabilityKind.Softmax, Model: null } softmax)
                Report(call.Syntax, softmax, "The logarithm of a softmax is -infinity, and its gradient not a number, once a probability underflows (scores about 104 apart)", "Use log_softmax, which computes both at once");
        }
        else if (LossCall.Of(call, code) is not { } loss)
            return;
        else if (loss.Kind == LossKind.NegativeLogLikelihood && LogarithmBehind(loss.Input, code) is var (logarithm, probabilities))
        {
            // Of a model's probabilities others may want the logarithm as it is, to sample from them; this loss wants it of the scores.
            if (OutputActivation.Of(probabilities, code) is { Kind: ProbabilityKind.Softmax, Model: not null } end)
                Report(logarithm.Syntax, end, $"The logarithm of {end.Describe()} is -infinity, and its gradient not a number, once a probability underflows (scores about 104 apart)", "End the model in log_softmax, which computes both at once, and take exp() of it where probabilities are wanted");
        }
        else if (OutputActivation.Of(loss.Input, code) is { } output && IsPair(loss, output) && !LossCall.IsOnlyRead(call)
            && !(loss.Kind == LossKind.MeanSquaredError && Reconstruction.IsLossOf(call, loss.Input, code)) && !SharedActivation.IsToldBefore(call, output, code, IsPair))
        {
            if (loss.Kind == LossKind.MeanSquaredError)
                Report(loss.Input.Syntax, output, $"{loss.Name} over {output.Describe()} passes at most a quarter of its gradient, and nothing where the output is wrong and saturated", "Use binary_cross_entropy_with_logits on the raw scores where the targets are probabilities");
            else
                Report(loss.Input.Syntax, output, $"{loss.Name} over {output.Describe()} loses its gradient where the sigmoid rounds to 1 (scores above about 17)", "Use binary_cross_entropy_with_logits on the raw scores, which computes both at once");
        }

        void Report(SyntaxNode place, OutputActivation output, string reason, string remedy) =>
            context.ReportDiagnostic(Diagnostic.Create(Descriptor, place.GetLocation(), output.Place is { } origin ? [origin.GetLocation()] : [], reason, remedy));
    });

    private static bool IsPair(LossCall loss, OutputActivation output) =>
        output.Kind == ProbabilityKind.Sigmoid && loss.Kind is LossKind.MeanSquaredError or LossKind.BinaryCrossEntropy;

    private static (IOperation Logarithm, IOperation Probabilities)? LogarithmBehind(IOperation? input, TrainingCode code) =>
        (Creations.Unwrap(input) is ILocalReferenceOperation local ? Creations.Of(local.Local, code) : Creations.Unwrap(input)) is IInvocationOperation call && LogarithmOf(call, code.Torch) is { } probabilities ? (call, probabilities) : null;

    private static IOperation? LogarithmOf(IInvocationOperation call, TorchSharpContext torch) =>
        call.TargetMethod.Name is "log" && torch.IsLibrary(call.TargetMethod) && torch.IsTensor(call.Type)
            ? call.Instance ?? call.Arguments.FirstOrDefault()?.Value
            : null;
}
