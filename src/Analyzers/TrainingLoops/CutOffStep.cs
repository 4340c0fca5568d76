using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>
/// Steps on a model that the loss reaches through a cut alone, while what it does reach another optimizer steps on: a generator whose loss
/// runs the discriminator on a detached sample, as is right in the discriminator's own turn.
/// </summary>
internal static class CutOffStep
{
    /// <summary>Where the graph is cut, and the model behind it; null where the step may find gradients.</summary>
    public static (SyntaxNode Cut, string Model)? Of(TrainingEvent step, TrainingScope scope) =>
        step.Frame.Caller is null && scope.ModelOf(step) is { Path: "" } own && LossPaths.Of(step, scope) is { } paths && paths.CutBefore(own) is { } cut
        && paths.Reached.Count > 0 && paths.Reached.All(reached => Creations.AreApart(own, reached, scope.Code) && IsSteppedOn(reached, scope)) ? (cut, own.Root.Name) : null;

    public static bool IsSteppedOn(Place model, TrainingScope scope) => scope.All(TrainingCall.Step).Any(step => scope.ModelOf(step) == model);
}
