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
        "'{0}' is a layer of '{1}', but no code uses it{2}. Call it in forward, or remove it.",
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
        if (layers.Count == 0)
            return;

        // What a way through forward calls is used: most models end here.
        if (models.OfClass(type, context.CancellationToken) is { } model)
            layers.RemoveAll(layer => model.Calls(layer.Name));

        var unused = new MemberUses(type, torch, context.CancellationToken).Unused(layers).ToList();
        if (unused.Count > 0 && UnfinishedCode.HasNoResult(type, context.CancellationToken))
            return;

        foreach (var layer in unused)
            context.ReportDiagnostic(Diagnostic.Create(Descriptor, layer.Locations[0], layer.Name, type.Name, HasWeights(layer) ? ", so its parameters get no gradient" : ""));
    }

    // Others may use what they can see.
    private static bool IsOwnLayer(ISymbol member, TorchSharpContext torch) =>
        member is { IsStatic: false, IsImplicitlyDeclared: false, DeclaredAccessibility: Accessibility.Private }
        && (member as IFieldSymbol)?.Type is { } type && torch.IsModule(type) && !IsLoss(type);

    private static bool IsLoss(ITypeSymbol type) => type.BaseType?.Name is "Loss" or "WeightedLoss" || type.Name == "Loss" || type.Name.EndsWith("Loss", StringComparison.Ordinal);

    private static bool HasWeights(ISymbol layer) => KnownLayers.Find(((IFieldSymbol)layer).Type.Name) is { Parameters.Count: > 0 };
}
