using GradGuard.Analyzers.Modules;
using GradGuard.Analyzers.Tracing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace GradGuard.Analyzers.Rules;

/// <summary>GG0606: a layer that belongs to a model but that no code of the model ever uses.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnusedLayerAnalyzer() : GradGuardAnalyzer(Rule)
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

    private protected override void Register(CompilationStartAnalysisContext start, TorchSharpContext torch) => OnClasses(start, (context, type) =>
    {
        if (!torch.IsModule(type) || !type.GetMembers("forward").Any(member => member is IMethodSymbol { IsOverride: true, IsAbstract: false }) || UnfinishedCode.HasNoResult(type, context.CancellationToken))
            return;

        var layers = type.GetMembers().Where(member => IsOwnLayer(member, torch)).ToList();
        if (layers.Count == 0)
            return;

        foreach (var layer in new MemberUses(type, torch, context.CancellationToken).Unused(layers))
            context.ReportDiagnostic(Diagnostic.Create(Descriptor, layer.Locations[0], layer.Name, type.Name, HasWeights(layer) ? ", so its parameters get no gradient" : ""));
    });

    // Others may use what they can see.
    private static bool IsOwnLayer(ISymbol member, TorchSharpContext torch) =>
        member is { IsStatic: false, IsImplicitlyDeclared: false, DeclaredAccessibility: Accessibility.Private }
        && (member as IFieldSymbol)?.Type is { } type && torch.IsModule(type) && !IsLoss(type);

    private static bool IsLoss(ITypeSymbol type) => type.BaseType?.Name is "Loss" or "WeightedLoss" || type.Name == "Loss" || type.Name.EndsWith("Loss", StringComparison.Ordinal);

    private static bool HasWeights(ISymbol layer) => KnownLayers.Find(((IFieldSymbol)layer).Type.Name) is { Parameters.Count: > 0 };
}
