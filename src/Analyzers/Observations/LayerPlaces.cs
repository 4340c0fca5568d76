using GradGuard.Analyzers.Tracing;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Observations;

/// <summary>Where the layers of a run are declared: a field, an automatic property, or the entry of a container.</summary>
internal sealed class LayerPlaces(ObservedRun run, TorchSharpContext torch, CancellationToken cancellation)
{
    /// <summary>The place of a layer in the code of a class; null where another class declares it.</summary>
    public Location? In(INamedTypeSymbol type, string layer)
    {
        if (OwnerOf(layer) is not { } owner || !TypeNames.IsOf(type, run.Modules[owner]))
            return null;

        // Parameters of the model itself go by the name of its class.
        var path = PathOf(layer);
        if (path.Length == 0)
            return Name(type);

        var name = owner.Length == 0 ? path : path.Substring(owner.Length + 1);
        var dot = name.IndexOf('.');
        var member = DeclaredMembers.Find(type, dot < 0 ? name : name.Substring(0, dot));
        var entry = dot < 0 && member is not null ? null : Entry(type, name);
        return entry ?? member?.Locations.FirstOrDefault(place => IsIn(type, place)) ?? Name(type);
    }

    /// <summary>The place of a layer in the expression of a Sequential standing alone.</summary>
    public Location In(ModelTrace sequential, string layer) =>
        ModelParts.Of(sequential).Select(parts => parts.ConstructionAt(PathOf(layer))).FirstOrDefault(place => place is not null && sequential.Owns(place))?.GetLocation() ?? sequential.Location;

    private Location? Entry(INamedTypeSymbol type, string name) => ModelParts.Of(ModelGraphCache.Of(torch).OfClass(type, cancellation))
        .Select(parts => parts.ConstructionAt(name)?.GetLocation())
        .FirstOrDefault(place => place is not null && IsIn(type, place));

    // The nearest module above a layer whose class is in the source: layers of TorchSharp declare nothing there.
    private string? OwnerOf(string layer)
    {
        var path = PathOf(layer);
        while (path.Length > 0)
        {
            var dot = path.LastIndexOf('.');
            path = dot < 0 ? "" : path.Substring(0, dot);
            if (run.Modules.TryGetValue(path, out var type) && TypeNames.InSource(torch.Compilation, type, cancellation) is not null)
                return path;
        }

        return run.Modules.ContainsKey("") ? "" : null;
    }

    // The second layer of a name is name#2; layers that a budget put together are first..last, or their block.
    private string PathOf(string layer)
    {
        var range = layer.IndexOf("..", StringComparison.Ordinal);
        var path = range > 0 ? layer.Substring(0, range) : layer;
        var mark = path.LastIndexOf('#');
        path = mark > 0 ? path.Substring(0, mark) : path;
        return !run.Modules.ContainsKey(path) && run.ModelType.EndsWith(path, StringComparison.Ordinal) && path == run.ModelType.Substring(run.ModelType.LastIndexOf('.') + 1) ? "" : path;
    }

    private static Location? Name(INamedTypeSymbol type) => type.Locations.FirstOrDefault(place => place.IsInSource);

    private static bool IsIn(INamedTypeSymbol type, Location place) =>
        type.DeclaringSyntaxReferences.Any(part => part.SyntaxTree == place.SourceTree && part.Span.Contains(place.SourceSpan));
}
