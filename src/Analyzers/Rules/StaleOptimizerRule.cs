using System.Collections.Immutable;
using GradGuard.Analyzers.TrainingLoops;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
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
            if ((OptimizerLeftBy(change, scope) ?? OptimizerOfConstructor(change, scope)) is var (optimizer, creation))
                scope.Report(Diagnostic.Create(
                    Descriptor, PlaceOf(change, scope), [creation.GetLocation()],
                    $"'{optimizer.Owner!.Root.Name}' was made with the parameters of '{Name(scope.ModelOf(optimizer)!)}' before this {Describe(change)}, so it holds the old ones: a step throws, or trains nothing",
                    ReplacesPart(change, scope.ModelOf(optimizer)!) ? "Register the new one in its place (register_module), since RegisterComponents does so but once, and make the optimizer afterwards" : "Make the optimizer afterwards"));

        foreach (var creation in scope.All(TrainingCall.Create))
            if (UntrainedModel.Of(creation, scope) is { } untrained)
                scope.Report(Diagnostic.Create(
                    Descriptor, untrained.Parameters.GetLocation(), [untrained.Parameters.GetLocation()],
                    $"'{untrained.Own}' is trained by this optimizer, but no optimizer gets the parameters of '{untrained.Left}', on which {untrained.Preparation} is called and through which the loss comes, so it keeps the weights drawn at random",
                    $"Give an optimizer {untrained.Left}.parameters() too"));

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
    private static (TrainingEvent Optimizer, SyntaxNode Creation)? OptimizerLeftBy(TrainingEvent change, TrainingScope scope)
    {
        foreach (var creation in scope.All(TrainingCall.Create))
            if (creation.Owner is { Path: "" } optimizer && scope.Code.Torch.IsOptimizer((creation.Operation as ISimpleAssignmentOperation)?.Target.Type)
                && scope.ModelOf(creation) is { } model && IsPartOf(change.Owner, model) && IsLeft(creation, change, optimizer, scope))
                return (creation, creation.Operation.Syntax);

        return null;
    }

    // The optimizer that the constructor made, which has run before a method that others call replaces the model or a part of it and steps.
    private static (TrainingEvent Optimizer, SyntaxNode Creation)? OptimizerOfConstructor(TrainingEvent change, TrainingScope scope)
    {
        if (change.Call != TrainingCall.Create || change.Owner is null || (change.Owner.Path.Length == 0 && !MakesModel(change, scope.Code)) || scope.Root.Graph.OriginalOperation.Syntax is not MethodDeclarationSyntax { Modifiers: var modifiers }
            || !modifiers.Any(modifier => modifier.ValueText is "public" or "internal"))
            return null;

        foreach (var step in scope.All(TrainingCall.Step))
            if (step.Owner is { Path: "", Root: IFieldSymbol or IPropertySymbol } optimizer && scope.ModelOf(step) is { } model && IsPartOf(change.Owner, model)
                && !scope.Events.Any(other => other.Owner == optimizer && other.Call is TrainingCall.Create or TrainingCall.Extend)
                && OptimizerOrigin.Of(optimizer, scope.Code).Creation is { } made && made.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>() is ConstructorDeclarationSyntax or FieldDeclarationSyntax or PropertyDeclarationSyntax
                && Follows(step, change, scope))
                return (step, made.Syntax);

        return null;
    }

    // net = new Net(), or net = net.WithHead(10), which returns a new one.
    private static bool MakesModel(TrainingEvent change, TrainingCode code) => change.Operation is ISimpleAssignmentOperation { Value: var value } && Creations.Unwrap(value) switch
    {
        IObjectCreationOperation made => code.Torch.IsModule(made.Type),
        IInvocationOperation call => Returns.Of(call.TargetMethod.OriginalDefinition, code) is { Count: > 0 } returns
            && returns.All(returned => Creations.Unwrap(returned) is IObjectCreationOperation made && code.Torch.IsModule(made.Type)),
        _ => false,
    };

    private static bool Follows(TrainingEvent step, TrainingEvent change, TrainingScope scope)
    {
        var follows = false;
        scope.Follow(Idle, (state, happening) =>
        {
            follows |= state == Stale && happening.IsAt(step);
            return happening.IsAt(change) ? Stale : state;
        });
        return follows;
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

    // parameters() of a model goes on listing a layer that another one has replaced, unless that is registered there too.
    private static bool ReplacesPart(TrainingEvent change, Place model) => change.Call == TrainingCall.Create && change.Owner!.Path.Length > model.Path.Length
        && change.Operation.Syntax.FirstAncestorOrSelf<BaseMethodDeclarationSyntax>()?.DescendantTokens().Any(token => token.ValueText == "register_module") != true;

    // A method of the model's that replaces a layer is right by itself; when it is called is not.
    private static Location PlaceOf(TrainingEvent change, TrainingScope scope) =>
        change.Operation.Syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>() == scope.Root.Graph.OriginalOperation.Syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>() ? change.PlaceIn(scope) : change.Anchor.GetLocation();

    private static string Names(IReadOnlyList<string> layers)
    {
        const int Named = 3;
        var names = string.Join(", ", layers.Take(Named).Select(layer => $"'{layer}'"));
        return layers.Count > Named ? $"{names} and {layers.Count - Named} more" : names;
    }

    private static ImmutableDictionary<string, string?> Properties(string model) => ImmutableDictionary<string, string?>.Empty.Add(FixProperties.Model, model);

    private static string Name(Place place) => place.Root.Name + place.Path;
}
