using GradGuard.Analyzers.Tracing;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Observed;

/// <summary>Where the source declares the layer that a run knows by its registered path ("blocks.0.fc1").</summary>
internal sealed class LayerDeclaration(TorchSharpContext torch, IReadOnlyDictionary<string, AbstractValue> modules)
{
    /// <summary>
    /// The field or property that holds the layer, in the class that declares it; for an element of a container, the expression that makes
    /// it. Null where the source knows no such layer.
    /// </summary>
    public Location? Find(INamedTypeSymbol model, string path) => Find(model, path.Split('.'), 0);

    private Location? Find(INamedTypeSymbol type, string[] path, int at)
    {
        if (Member(type, path[at]) is not { } member)
            return null;

        var held = (member as IFieldSymbol)?.Type ?? (member as IPropertySymbol)?.Type;
        var declared = member.Locations.FirstOrDefault(place => place.IsInSource);
        if (at == path.Length - 1)
            return declared;
        if (held is INamedTypeSymbol block && IsUserModule(block))
            return Find(block, path, at + 1);

        // A container: the elements that the code makes say the rest of the way.
        for (var length = at + 2; length <= path.Length; length++)
        {
            var element = modules.TryGetValue(string.Join(".", path.Take(length)), out var known) ? known as IModuleValue : null;
            if (length == path.Length)
                return element is null ? declared : element.Construction?.GetLocation() ?? declared;
            if ((element?.Type ?? ElementType(held)) is { } inner && IsUserModule(inner))
                return Find(inner, path, length);
        }

        return declared;
    }

    // The name of a field; that of a property stands in angle brackets; either may be given by an attribute.
    private static ISymbol? Member(INamedTypeSymbol type, string name)
    {
        var plain = name.StartsWith("<", StringComparison.Ordinal) && name.IndexOf('>') is > 0 and var end ? name.Substring(1, end - 1) : name;
        for (var current = type; current is not null; current = current.BaseType)
            foreach (var member in current.GetMembers())
                if (member is IFieldSymbol { IsImplicitlyDeclared: false } or IPropertySymbol && (member.Name == plain || GivenName(member) == name) && member.Locations.Any(place => place.IsInSource))
                    return member;

        return null;
    }

    private static string? GivenName(ISymbol member) => member.GetAttributes()
        .FirstOrDefault(attribute => attribute.AttributeClass?.Name == "ComponentNameAttribute")?.NamedArguments.FirstOrDefault(argument => argument.Key == "Name").Value.Value as string;

    private static INamedTypeSymbol? ElementType(ITypeSymbol? container) =>
        container is INamedTypeSymbol { TypeArguments: { Length: > 0 } arguments } ? arguments[arguments.Length - 1] as INamedTypeSymbol
        : (container as IArrayTypeSymbol)?.ElementType as INamedTypeSymbol;

    private bool IsUserModule(INamedTypeSymbol type) => torch.IsModule(type) && !torch.IsLibrary(type) && type.Locations.Any(place => place.IsInSource);
}
