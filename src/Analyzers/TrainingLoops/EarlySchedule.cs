using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>Schedules of learning rates that move before their optimizer has stepped at all.</summary>
internal static class EarlySchedule
{
    private const uint Before = 1;
    private const uint After = 2;

    public static bool IsOne(TrainingEvent schedule, TrainingScope scope)
    {
        var steps = scope.All(TrainingCall.Step).Where(step => MayDrive(schedule, step, scope)).ToList();
        if (steps.Count == 0 || IsSetUp(schedule, steps))
            return false;

        var states = 0u;
        scope.Follow(Before, UpToTheSchedule, (happening, before) => states |= happening.IsAt(schedule) ? before : 0);
        return states == Before && IsFollowedByStep(schedule, scope);

        // The walk ends at the schedule: what matters is the first time it is reached.
        uint UpToTheSchedule(uint state, TrainingEvent happening) => happening.IsAt(schedule) ? 0
            : happening.Call is TrainingCall.Step or TrainingCall.Opaque ? After
            : state;
    }

    private static bool IsFollowedByStep(TrainingEvent schedule, TrainingScope scope)
    {
        var found = false;
        scope.Follow(Before, (state, happening) =>
        {
            found |= state == After && happening.Call == TrainingCall.Step;
            return happening.IsAt(schedule) ? After : state;
        });
        return found;
    }

    // A schedule that is moved on some condition, in a loop of its own, or once before all training, resumes a run or warms it up.
    private static bool IsSetUp(TrainingEvent schedule, List<TrainingEvent> steps)
    {
        var node = schedule.Anchor.Parent;
        for (; node is not null && !steps.Exists(step => node.Span.Contains(step.Anchor.Span)); node = node.Parent)
            if (Loops.IsLoop(node) || node is IfStatementSyntax or SwitchStatementSyntax or ConditionalExpressionSyntax or CatchClauseSyntax)
                return true;

        return node?.AncestorsAndSelf().TakeWhile(around => around is not MemberDeclarationSyntax).Any(Loops.IsLoop) != true
            && !steps.Exists(step => step.Frame.Caller is null && !step.Anchor.Ancestors().TakeWhile(around => around != node).Any(Loops.IsLoop));
    }

    private static bool MayDrive(TrainingEvent schedule, TrainingEvent step, TrainingScope scope)
    {
        if (schedule.Owner is not { Path: "" } owner || Creations.Of(owner.Root, scope.Code) is not IInvocationOperation creation)
            return scope.All(TrainingCall.Step).All(other => other.Owner == step.Owner);

        return Place.Of(creation.Arguments.FirstOrDefault()?.Value, scope.Root) is { } optimizer && optimizer == step.Owner;
    }
}
