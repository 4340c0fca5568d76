using GradGuard.Analyzers.Tracing;
using GradGuard.Signal;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Observed;

/// <summary>The modules of a model as its source makes them, to hold a report against.</summary>
internal sealed class ModelShape
{
    private static readonly SymbolDisplayFormat FullName = new(SymbolDisplayGlobalNamespaceStyle.Omitted, SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces);

    private readonly bool _isComplete;
    private readonly IReadOnlyDictionary<string, long[]> _elements;

    private ModelShape(IReadOnlyDictionary<string, AbstractValue> modules, bool isComplete, IReadOnlyDictionary<string, long[]> elements) =>
        (Modules, _isComplete, _elements) = (modules, isComplete, elements);

    /// <summary>The modules by path, as far as the source tells.</summary>
    public IReadOnlyDictionary<string, AbstractValue> Modules { get; }

    public static ModelShape Of(ModelVariant? variant)
    {
        var modules = new Dictionary<string, AbstractValue>(StringComparer.Ordinal);
        if (variant is null)
            return new(modules, false, new Dictionary<string, long[]>());

        foreach (var (path, module) in ModuleNames.All(variant.Root))
            modules[path] = module;

        var elements = variant.Graph.Nodes.OfType<LinearNode>().Where(node => node.FanIn.IsKnown && node.FanOut.IsKnown).GroupBy(node => node.Path)
            .ToDictionary(nodes => nodes.Key, nodes => new[] { nodes.First().FanIn.Value!.Value * nodes.First().FanOut.Value!.Value, (nodes.First().FanIn.Value!.Value + 1) * nodes.First().FanOut.Value!.Value });
        // Elements of a repeated block have no number, and what is unknown may hold anything.
        return new(modules, modules.All(module => module.Value is LayerModule or UserModule or ContainerModule && !module.Key.Contains("*")), elements);
    }

    public static string NameOf(INamedTypeSymbol type) => type.OriginalDefinition.ToDisplayString(FullName);

    /// <summary>What a report has that the source has not, or the other way round; null where they agree as far as the source tells.</summary>
    public string? DifferenceFrom(RunReport report)
    {
        if (_isComplete && report.Modules.Count > 0)
        {
            if (report.Modules.Keys.FirstOrDefault(path => !Modules.ContainsKey(path)) is { } gone)
                return $"'{gone}' is not in the source any more";
            if (Modules.Keys.FirstOrDefault(path => !report.Modules.ContainsKey(path)) is { } added)
                return $"the source has '{added}', which it does not know";
        }

        foreach (var module in Modules)
            if (report.Modules.TryGetValue(module.Key, out var type) && module.Value is IModuleValue { Type: { } own } && type.Length > 0 && NameOf(own) != type)
                return $"'{module.Key}' is a {own.Name} in the source, and was a {type.Substring(type.LastIndexOf('.') + 1)}";

        foreach (var layer in _elements)
            if (report.Layers.TryGetValue(layer.Key, out var measured) && measured.Type == "Linear" && !layer.Value.Contains(measured.Elements))
                return $"'{layer.Key}' has another size in the source";

        return null;
    }
}
