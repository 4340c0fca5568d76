using GradGuard.Analyzers.TrainingLoops;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Rules;

/// <summary>GG0406: a step without gradients, a backward without a graph, or a schedule that moves before the optimizer.</summary>
internal sealed class StepWithoutBackwardRule() : TrainingLoopRule(Rule)
{
    private static readonly DiagnosticDescriptor Rule = new(
        RuleIds.StepWithoutBackward,
        "Training calls in an order that cannot work",
        "{0}. {1}.",
        RuleCategories.TrainingLoop,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A batch is: zero_grad, forward with gradients on, backward, step; and only then the schedule of the learning rate.",
        RuleIds.HelpLink(RuleIds.StepWithoutBackward));

    private protected override void Analyze(TrainingScope scope)
    {
        foreach (var step in scope.All(TrainingCall.Step))
            if (step.Owner is not null && TrainingCalls.IsStep((IInvocationOperation)step.Operation, scope.Code.Torch) && EmptyStep.ReasonFor(step, scope) is var (reason, remedy))
                Report(step, scope, reason, remedy);

        foreach (var backward in scope.All(TrainingCall.Backward))
            if (backward.Frame.Caller is null && BackwardWithoutGraph.ModeOf(backward, scope) is { } mode)
                Report(backward, scope, $"This loss was computed under {mode}, which records no graph, so backward finds nothing to differentiate and throws", $"Compute the loss outside {mode}");

        foreach (var schedule in scope.All(TrainingCall.SchedulerStep))
            if (EarlySchedule.IsOne(schedule, scope))
                Report(schedule, scope, $"'{schedule.OwnerText}' steps before the optimizer does, so training never uses the first learning rate of the schedule", "Step it after optimizer.step()");
    }

    private void Report(TrainingEvent happening, TrainingScope scope, string reason, string remedy) =>
        scope.Report(Diagnostic.Create(Descriptor, happening.PlaceIn(scope), reason, remedy));
}
