using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Observations;

/// <summary>Types under the names that reports give them: full, with dots between nested types and without type arguments.</summary>
internal static class TypeNames
{
    private const int MostTypeParameters = 3;

    private static readonly SymbolDisplayFormat FullName = new(
        SymbolDisplayGlobalNamespaceStyle.Omitted, SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces);

    public static string Of(ITypeSymbol type) => type.OriginalDefinition.ToDisplayString(FullName);

    public static bool IsOf(ITypeSymbol type, string fullName) => fullName.EndsWith(type.Name, StringComparison.Ordinal) && Of(type) == fullName;

    /// <summary>A type that the compilation declares; null where it declares none of that name, or several.</summary>
    public static INamedTypeSymbol? InSource(Compilation compilation, string fullName, CancellationToken cancellation)
    {
        var found = compilation.GetSymbolsWithName(fullName.Substring(fullName.LastIndexOf('.') + 1), SymbolFilter.Type, cancellation)
            .OfType<INamedTypeSymbol>()
            .Where(type => Of(type) == fullName)
            .ToList();
        return found.Count == 1 ? found[0] : null;
    }

    /// <summary>A type of a reference; null where none is found.</summary>
    public static INamedTypeSymbol? InReferences(Compilation compilation, string fullName)
    {
        // A.B.C may be the type C in B in the namespace A.
        for (var name = fullName; ;)
        {
            for (var arity = 0; arity <= MostTypeParameters; arity++)
                if (compilation.GetTypeByMetadataName(arity == 0 ? name : $"{name}`{arity}") is { } type)
                    return type;

            var dot = name.LastIndexOf('.');
            if (dot < 0)
                return null;

            name = $"{name.Substring(0, dot)}+{name.Substring(dot + 1)}";
        }
    }
}
