using System.Collections.Immutable;
using GradGuard.Analyzers.TrainingLoops;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Rules;

/// <summary>GG0603: an optimizer that does not hold the parameters that are trained.</summary>
internal sealed class StaleOptimizerRule() : TrainingLoopRule(Rule)
{
    private const uint Idle = 1;
    private const uint Current = 2;
    private const uint Stale = 4;

    private static readonly DiagnosticDescriptor Rule = new(
        RuleIds.StaleOptimizer,
        "Optimizer without the parameters it should train",
        "{0}. {1}.",
        RuleCategories.TrainingLoop,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "An optimizer keeps its state by the parameters it saw when it was made; parameters that are made later are not among them.",
        RuleIds.HelpLink(RuleIds.StaleOptimizer));

    private protected override bool IsAbout(IOperation body, TrainingCode code) => code.TrainsOrMakesOptimizer(body);

    private protected override void Analyze(TrainingScope scope)
    {
        // model = model.to(device) is one change.
        foreach (var change in scope.Events.Where(happening => happening.Call == TrainingCall.Convert
            || (happening.Call == TrainingCall.Create && !scope.All(TrainingCall.Convert).Any(conversion => happening.Operation.Syntax.Span.Contains(conversion.Operation.Syntax.Span)))))
            if (OptimizerLeftBy(change, scope) is { } optimizer)
                scope.Report(Diagnostic.Create(
                    Descriptor, change.PlaceIn(scope), [optimizer.Operation.Syntax.GetLocation()],
                    $"'{optimizer.Owner!.Root.Name}' was made with the parameters of '{Name(scope.ModelOf(optimizer)!)}' before this {Describe(change)}, so it holds the old ones: a step throws, or trains nothing",
                    ReplacesPart(change, scope.ModelOf(optimizer)!) ? "Register the new one in its place (register_module), since RegisterComponents does so but once, and make the optimizer afterwards" : "Make the optimizer afterwards"));

        foreach (var step in scope.All(TrainingCall.Step).Where(step => step.Frame.Caller is null))
            if (PartOfModel.Of(step, scope) is { } part)
                scope.Report(Diagnostic.Create(
                    Descriptor, part.Parameters.GetLocation(), [part.Parameters.GetLocation()], Properties(part.Model),
                    $"'{step.OwnerText}' trains '{part.Part}' alone, but the loss comes through {Names(part.Left)} of '{part.Model}' as well, which keep{(part.Left.Count == 1 ? "s" : "")} the weights drawn at random",
                    $"Make it with {part.Model}.parameters(), or freeze the rest with requires_grad = false"));
            else if (DoublyOptimizedModel.Of(step, scope) is var (twin, both, left))
                scope.Report(Diagnostic.Create(
                    Descriptor, step.PlaceIn(scope), ParametersOf(step, scope), Properties(left),
                    $"'{step.OwnerText}' was made with the parameters of '{both}' as '{twin.Root.Name}' was, and none with those of '{left}', through which its loss comes too",
                    $"Make it with {left}.parameters()"));
            else if (OtherModel.Of(step, scope) is var (own, trained))
                scope.Report(Diagnostic.Create(
                    Descriptor, step.PlaceIn(scope), ParametersOf(step, scope), Properties(trained),
                    $"'{step.OwnerText}' was made with the parameters of '{own}', but the loss comes from '{trained}' alone, so the step changes nothing",
                    $"Make it with {trained}.parameters()"));
    }

    // Where the optimizer is made, for the fix.
    private static Location[] ParametersOf(TrainingEvent step, TrainingScope scope) =>
        OptimizerOrigin.Of(step.Owner, scope.Code).Model?.Syntax.Parent?.Parent is { } parameters ? [parameters.GetLocation()] : [];

    // The optimizer that was made before the change and steps, or is kept in a member, after it without being made anew.
    private static TrainingEvent? OptimizerLeftBy(TrainingEvent change, TrainingScope scope)
    {
        foreach (var creation in scope.All(TrainingCall.Create))
            if (creation.Owner is { Path: "" } optimizer && scope.Code.Torch.IsOptimizer((creation.Operation as ISimpleAssignmentOperation)?.Target.Type)
                && scope.ModelOf(creation) is { } model && IsPartOf(change.Owner, model) && IsLeft(creation, change, optimizer, scope))
                return creation;

        return null;
    }

    private static bool IsLeft(TrainingEvent creation, TrainingEvent change, Place optimizer, TrainingScope scope)
    {
        var isUsed = false;
        var atExit = scope.Follow(Idle, Next);
        return isUsed || ((atExit & Stale) != 0 && optimizer.Root is IFieldSymbol or IPropertySymbol);

        uint Next(uint state, TrainingEvent happening)
        {
            if (happening.IsAt(creation))
                return Current;
            if (happening.IsAt(change))
                return state == Current ? Stale : state;
            if (happening.Owner == optimizer && happening.Call is TrainingCall.Create or TrainingCall.Extend)
                return Idle;

            isUsed |= state == Stale && happening.Call == TrainingCall.Step && happening.Owner == optimizer;
            return state;
        }
    }

    private static bool IsPartOf(Place? changed, Place model) => changed is not null && TorchSharpContext.Same(changed.Root, model.Root)
        && (changed.Path == model.Path || changed.Path.StartsWith(model.Path + ".", StringComparison.Ordinal));

    private static string Describe(TrainingEvent change) => change.Call == TrainingCall.Convert ? "conversion, which makes new parameters" : "replacement";

    // parameters() of a model goes on listing a layer that another one has replaced.
    private static bool ReplacesPart(TrainingEvent change, Place model) => change.Call == TrainingCall.Create && change.Owner!.Path.Length > model.Path.Length;

    private static string Names(IReadOnlyList<string> layers)
    {
        const int Named = 3;
        var names = string.Join(", ", layers.Take(Named).Select(layer => $"'{layer}'"));
        return layers.Count > Named ? $"{names} and {layers.Count - Named} more" : names;
    }

    private static ImmutableDictionary<string, string?> Properties(string model) => ImmutableDictionary<string, string?>.Empty.Add(FixProperties.Model, model);

    private static string Name(Place place) => place.Root.Name + place.Path;
}
