using GradGuard.Signal;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.CodeFixes.Fixes;

/// <summary>The initialisations with which a model's prediction is healthy, best first.</summary>
internal static class HealingInitialisation
{
    public static IEnumerable<(string Title, IReadOnlyList<TextChange> Changes)> Of(FixContext context) => TriedModel.Of(context) is not { } model
        ? []
        : TriedModel.BestFirst(DrawnWeights.All.Select(draw => (
            $"Draw the weights by {draw.Name}",
            new InitialisationLoop(context, model.Layers, draw).For(model.Declaration),
            model.Healed(_ => [Remedy.Initialise(draw.Initializer, _ => true)]))));
}
