using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Observations;

/// <summary>The fields and properties of a module class under the names by which TorchSharp registers what is in them.</summary>
internal static class DeclaredMembers
{
    /// <summary>The member of a class, or of a class it derives from; null where none has the name.</summary>
    public static ISymbol? Find(INamedTypeSymbol type, string name)
    {
        for (var current = type; current is not null; current = current.BaseType)
            foreach (var member in current.GetMembers())
                if (member is IFieldSymbol { IsStatic: false } field && NameOf(field) == name)
                    return field.AssociatedSymbol ?? field;

        return null;
    }

    public static ITypeSymbol TypeOf(ISymbol member) => member is IPropertySymbol property ? property.Type : ((IFieldSymbol)member).Type;

    /// <summary>Whether the class, or one it derives from, may register modules under names that no member has.</summary>
    public static bool MayNameOthers(INamedTypeSymbol type, TorchSharpContext torch, CancellationToken cancellation)
    {
        for (var current = type; current is not null && !torch.IsLibrary(current); current = current.BaseType)
            if (current.DeclaringSyntaxReferences.IsEmpty
                || current.DeclaringSyntaxReferences.Any(part => part.GetSyntax(cancellation).DescendantTokens().Any(token => token.ValueText is "register_module" or "add_module")))
                return true;

        return torch.LayerName(type.BaseType) is not null;
    }

    // Properties by their own name: reports drop the compiler's <Fc>k__BackingField.
    private static string NameOf(IFieldSymbol field)
    {
        var named = field.AssociatedSymbol ?? field;
        foreach (var attribute in named.GetAttributes())
            if (attribute.AttributeClass?.Name == "ComponentNameAttribute")
                foreach (var argument in attribute.NamedArguments)
                    if (argument is { Key: "Name", Value.Value: string given })
                        return given;

        return named.Name;
    }
}
