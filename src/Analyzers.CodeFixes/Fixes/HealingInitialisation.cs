using GradGuard.Signal;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.CodeFixes.Fixes;

/// <summary>The initialisations with which a model's prediction is healthy, best first, but for those that another rule would find fault with.</summary>
internal static class HealingInitialisation
{
    public static IEnumerable<(string Title, IReadOnlyList<TextChange> Changes)> Of(FixContext context) => TriedModel.Of(context) is not { } model
        ? []
        : TriedModel.BestFirst(DrawnWeights.All
            .Select(draw => (draw, remedy: Remedy.Initialise(draw.Initializer, _ => true)))
            .Where(trial => !model.IsForAnotherActivation(trial.remedy))
            .Select(trial => (
                $"Draw the weights by {trial.draw.Name}",
                new InitialisationLoop(context, model.Layers, trial.draw).For(model.Declaration),
                model.Healed(_ => [trial.remedy]))));
}
