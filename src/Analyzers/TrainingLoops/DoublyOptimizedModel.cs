using GradGuard.Analyzers.Modules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>Two optimizers of one model in one loop, and none of another model that the loss of one of them comes through: a line copied.</summary>
internal static class DoublyOptimizedModel
{
    /// <summary>The other optimizer, the model of both, and the one that nothing trains; null where that may be meant.</summary>
    public static (Place Twin, string Own, string Left)? Of(TrainingEvent step, TrainingScope scope)
    {
        if (step.Frame.Caller is not null || scope.IsOpaque || scope.All(TrainingCall.Extend).Any() || scope.ModelOf(step) is not { Path: "" } own)
            return null;

        // In phases of a training one after the other each has a loop of its own.
        var loop = LoopOf(step);
        var others = scope.All(TrainingCall.Step).Where(other => other.Owner != step.Owner).ToList();
        if (loop is null || others.Exists(other => scope.ModelOf(other) is null) || others.Find(other => scope.ModelOf(other) == own && LoopOf(other) == loop) is not { Owner: { } twin } rightful
            || LossPaths.Of(rightful, scope)?.Reached.Contains(own) != true || LossPaths.Of(step, scope)?.Reached is not { Count: 2 } reached || !reached.Contains(own))
            return null;

        var left = reached.Single(model => model != own);
        return Creations.AreApart(own, left, scope.Code) && !CutOffStep.IsSteppedOn(left, scope) && !IntendedCuts.IsNamedForIt(left.Root.Name) && !IsFrozen(step, left, scope) ? (twin, own.Root.Name, left.Root.Name) : null;
    }

    private static SyntaxNode? LoopOf(TrainingEvent step) => step.Anchor.Ancestors().FirstOrDefault(Loops.IsLoop);

    private static bool IsFrozen(TrainingEvent step, Place left, TrainingScope scope) =>
        IntendedCuts.Freezes(step.Operation.Syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>() ?? step.Operation.Syntax.SyntaxTree.GetRoot(scope.Code.Cancellation))
        || (Creations.Of(left.Root, scope.Code)?.Type as INamedTypeSymbol)?.DeclaringSyntaxReferences.Any(part => IntendedCuts.Freezes(part.GetSyntax(scope.Code.Cancellation))) == true;
}
