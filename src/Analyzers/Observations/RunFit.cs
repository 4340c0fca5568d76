using GradGuard.Analyzers.Tracing;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Observations;

/// <summary>Whether the source still is the model that a run was of: a report of another shape says nothing about today's declarations.</summary>
internal sealed class RunFit(ObservedRun run, TorchSharpContext torch, CancellationToken cancellation)
{
    private readonly Dictionary<string, INamedTypeSymbol?> _types = new(StringComparer.Ordinal);

    /// <summary>What the run has and the source has not, or the other way round; null where nothing speaks against the report.</summary>
    public string? Misfit() => MisfitOfMembers() ?? (InSource(run.ModelType) is { } root ? MisfitOfParts(ModelParts.Of(ModelGraphCache.Of(torch).OfClass(root, cancellation))) : null);

    /// <summary>Whether a model has every module of the run, and no other.</summary>
    public bool HasAllParts(IReadOnlyList<ModelParts> ways) => run.Modules.Count > 1 && ways.Any(parts => run.Modules.Keys.All(path => parts.At(path) is not null) && Misfit(parts) is null);

    // Where one way through the model's code makes what the run had, nothing speaks against it.
    private string? MisfitOfParts(IReadOnlyList<ModelParts> ways)
    {
        string? first = null;
        foreach (var parts in ways)
        {
            if (Misfit(parts) is not { } misfit)
                return null;

            first ??= misfit;
        }

        return first;
    }

    // Names and types that the fields of module classes state, which needs no trace.
    private string? MisfitOfMembers()
    {
        foreach (var module in run.Modules)
        {
            if (module.Key.Length == 0 || OwnerOf(module.Key) is not { } owner || InSource(owner.Type) is not { } type)
                continue;

            var name = module.Key.Substring(owner.Path.Length == 0 ? 0 : owner.Path.Length + 1);
            if (DeclaredMembers.Find(type, name) is not { } member)
            {
                if (!DeclaredMembers.MayNameOthers(type, torch, cancellation))
                    return $"it has '{PlainText.Of(module.Key)}', which '{type.Name}' lacks";
            }
            else if (!MayHold(DeclaredMembers.TypeOf(member), module.Value))
                return Differs(module.Key, module.Value, DeclaredMembers.TypeOf(member).Name);
        }

        return null;
    }

    private string? Misfit(ModelParts parts)
    {
        foreach (var module in run.Modules)
        {
            var part = parts.At(module.Key);
            if (part is LayerModule or ContainerModule or UserModule && ((IModuleValue)part).Type is { } type && !TypeNames.IsOf(type, module.Value))
                return Differs(module.Key, module.Value, type.Name);
            if (part is null && OwnerOf(module.Key) is { } owner && parts.At(owner.Path) is ContainerModule { Children.HasKnownLength: true } container && ModuleNames.Children(container).Count() is > 0 and var count)
                return $"it has '{PlainText.Of(module.Key)}', where the source has {count} {(count == 1 ? "entry" : "entries")} in '{PlainText.Of(owner.Path)}'";
        }

        // The log of a model that could not be enumerated names no modules.
        foreach (var part in parts.Certain)
            if (run.Modules.Count > 1 && part.Value is LayerModule && !run.Modules.ContainsKey(part.Key) && IsRegistered(part.Key, parts))
                return $"it lacks '{part.Key}', which the source has";

        return run.IsGrouped ? null : run.Layers.Values.Select(layer => MisfitOfSize(layer, parts)).FirstOrDefault(misfit => misfit is not null);
    }

    private static string? MisfitOfSize(ObservedLayer layer, ModelParts parts) =>
        parts.At(layer.Path) is LayerModule part && ParameterCounts.Of(part) is { } stated && !ParameterCounts.Agree(stated, layer.Elements)
            ? $"its '{PlainText.Of(layer.Path)}' has {layer.Elements} parameters, and the source's has {stated.Weight + stated.Bias}"
            : null;

    // What stands in a plain list, or in a class that never registers, is no part of the model at run time.
    private static bool IsRegistered(string path, ModelParts parts)
    {
        for (var at = path; at.Length > 0;)
        {
            var dot = at.LastIndexOf('.');
            var above = dot < 0 ? "" : at.Substring(0, dot);
            var isHeld = parts.At(above) switch
            {
                UserModule { RegisteredFields: { } fields } => fields.Any(field => field.Key.Name == at.Substring(dot + 1) && ReferenceEquals(field.Value, parts.At(at))),
                ContainerModule { IsSequential: true } => true,
                ContainerModule { RegisteredChildren: { } children } => children.Contains(parts.At(at)),
                _ => false,
            };
            if (!isHeld)
                return false;

            at = above;
        }

        return true;
    }

    private bool MayHold(ITypeSymbol declared, string reported) =>
        declared is not INamedTypeSymbol { SpecialType: SpecialType.None } || TypeNames.IsOf(declared, reported)
        || (InSource(reported) ?? TypeNames.InReferences(torch.Compilation, reported)) is not { } type
        || TorchSharpContext.Derives(type, declared.OriginalDefinition)
        || type.AllInterfaces.Any(implemented => TorchSharpContext.Same(implemented.OriginalDefinition, declared.OriginalDefinition));

    /// <summary>The nearest module above a path.</summary>
    private (string Path, string Type)? OwnerOf(string path)
    {
        while (path.Length > 0)
        {
            var dot = path.LastIndexOf('.');
            path = dot < 0 ? "" : path.Substring(0, dot);
            if (run.Modules.TryGetValue(path, out var type))
                return (path, type);
        }

        return null;
    }

    private INamedTypeSymbol? InSource(string fullName)
    {
        if (!_types.TryGetValue(fullName, out var type))
            _types[fullName] = type = TypeNames.InSource(torch.Compilation, fullName, cancellation);

        return type;
    }

    private static string Differs(string path, string run, string source) =>
        $"its '{PlainText.Of(path)}' is a {PlainText.Of(run.Substring(run.LastIndexOf('.') + 1))}, and the source's a {source}";
}
