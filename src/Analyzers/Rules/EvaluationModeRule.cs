using GradGuard.Analyzers.TrainingLoops;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Rules;

/// <summary>GG0605: a model is trained in evaluation mode.</summary>
internal sealed class EvaluationModeRule() : TrainingLoopRule(Rule)
{
    private const uint Idle = 1;
    private const uint Evaluating = 2;
    private const uint Differentiated = 4;
    private const uint Training = 8;

    private static readonly DiagnosticDescriptor Rule = new(
        RuleIds.EvaluationMode,
        "Training loop on a model left in eval mode",
        "'{0}' is put into eval mode here and still trained afterwards: nothing calls {0}.train() before the next step, so dropout stays off and batch norm keeps its old statistics. Call {0}.train() before training goes on.",
        RuleCategories.TrainingLoop,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Dropout and batch normalization act differently in the two modes; a loop that validates has to switch back.",
        RuleIds.HelpLink(RuleIds.EvaluationMode));

    private protected override void Analyze(TrainingScope scope)
    {
        foreach (var evaluation in scope.All(TrainingCall.Eval))
            if (evaluation.Owner is { } model && ModeDependence.IsPossible(evaluation, scope.Code) && StepAfter(evaluation, model, scope) is { } step)
                scope.Report(Diagnostic.Create(Descriptor, evaluation.PlaceIn(scope), [step.Anchor.GetLocation()], evaluation.OwnerText));
    }

    // A train() on any path is taken as meant: conditions that belong together cannot be told from those that do not.
    private static TrainingEvent? StepAfter(TrainingEvent evaluation, Place model, TrainingScope scope)
    {
        TrainingEvent? trained = null;
        var isRestored = false;
        scope.Follow(Idle, Next);
        return isRestored ? null : trained;

        uint Next(uint state, TrainingEvent happening)
        {
            switch (happening.Call)
            {
                case TrainingCall.Eval when happening.IsAt(evaluation):
                    return Evaluating;
                case TrainingCall.Train when state != Idle && MayBe(happening.Owner):
                case TrainingCall.Opaque when state != Idle:
                case TrainingCall.Create when state != Idle && happening.Owner == model && !happening.Operation.Syntax.Span.Contains(evaluation.Anchor.Span):
                    return Training;
                case TrainingCall.Backward when state == Evaluating:
                    return Differentiated;
                case TrainingCall.Step when state is Differentiated or Training && scope.ModelOf(happening) == model:
                    trained ??= state == Differentiated ? happening : null;
                    isRestored |= state == Training;
                    return state;
                default:
                    return state;
            }
        }

        bool MayBe(Place? other) => other is null || !Creations.AreApart(model, other, scope.Code);
    }
}
