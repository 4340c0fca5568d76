using GradGuard.Analyzers.Modules;
using GradGuard.Analyzers.Tracing;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Rules;

/// <summary>GG0606: a layer that belongs to a model but that no code of the model ever uses.</summary>
internal sealed class UnusedLayerRule() : GradGuardRule(Rule)
{
    private static readonly DiagnosticDescriptor Rule = new(
        RuleIds.UnusedLayer,
        "Layer that forward never uses",
        "'{0}' is a layer of '{1}', but {2}. {3}, or remove it.",
        RuleCategories.ModuleStructure,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        "A layer that is made and registered but never called is usually one that forward forgets or calls another in place of; its parameters get no gradient.",
        RuleIds.HelpLink(RuleIds.UnusedLayer));

    public override void Register(RuleRegistration on)
    {
        var torch = on.Torch;
        var models = ModelGraphCache.Of(torch);
        on.Modules(context => Analyze(context, torch, models));
    }

    private void Analyze(ModuleContext context, TorchSharpContext torch, ModelGraphCache models)
    {
        var type = context.Type;
        if (!type.GetMembers("forward").Any(member => member is IMethodSymbol { IsOverride: true, IsAbstract: false }))
            return;

        var layers = type.GetMembers().Where(member => IsOwnLayer(member, torch)).ToList();
        var model = layers.Count == 0 ? null : models.OfClass(type, context.CancellationToken);
        // What a way through forward calls is used: most models end here.
        if (model?.CalledNames() is { } called)
            layers.RemoveAll(layer => called.Contains(layer.Name));
        if (layers.Count == 0)
            return;

        var uses = new MemberUses(type, torch, context.CancellationToken);
        var unused = uses.Unused(layers).ToList();
        if (unused.Count > 0 && UnfinishedCode.HasNoResult(type, context.CancellationToken))
            return;

        foreach (var layer in unused)
            if (uses.DroppedCall(layer) is not { } dropped)
                context.ReportDiagnostic(Diagnostic.Create(Descriptor, layer.Locations[0], layer.Name, type.Name, "no code uses it" + (HasWeights(layer) ? ", so its parameters get no gradient" : ""), "Call it in forward"));
            else if (model is { IsTraced: true } && HasWeights(layer, model))
                context.ReportDiagnostic(Diagnostic.Create(
                    Descriptor, dropped.GetLocation(), layer.Name, type.Name, "this call drops its result, so its parameters get no gradient", "Use what it returns"));
    }

    // Others may use what they can see.
    private static bool IsOwnLayer(ISymbol member, TorchSharpContext torch) =>
        member is { IsStatic: false, IsImplicitlyDeclared: false, DeclaredAccessibility: Accessibility.Private }
        && (member as IFieldSymbol)?.Type is { } type && torch.IsModule(type) && !IsLoss(type);

    private static bool IsLoss(ITypeSymbol type) => type.BaseType?.Name is "Loss" or "WeightedLoss" || type.Name == "Loss" || type.Name.EndsWith("Loss", StringComparison.Ordinal);

    // What has none may work in place, as ReLU(inplace: true) does.
    private static bool HasWeights(ISymbol layer, ModelTrace model) => model.Variants[0].Root is UserModule user && user.Fields.TryGetValue(layer, out var made)
        && ModuleNames.All(made).Any(part => part.Module is LayerModule { Model.Parameters: var parameters } && parameters.Any(parameter => parameter.Axes > 1));

    private static bool HasWeights(ISymbol layer) => KnownLayers.Find(((IFieldSymbol)layer).Type.Name) is { Parameters.Count: > 0 };
}
