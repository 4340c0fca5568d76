using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tracing;

/// <summary>What an object is made of, as code asks that tells layers apart by the name of their class.</summary>
internal static class RunTimeTypes
{
    /// <summary>The class of a value; null where only a run knows it.</summary>
    public static INamedTypeSymbol? Of(AbstractValue value) => value switch
    {
        UnknownModule => null,
        IModuleValue module => module.Type,
        ObjectValue made => made.Type,
        _ => null,
    };

    /// <summary>GetType; null for any other method.</summary>
    public static AbstractValue? Call(IMethodSymbol method, AbstractValue? receiver) =>
        method is { Name: "GetType", Parameters.Length: 0, ContainingType.SpecialType: SpecialType.System_Object } && receiver is not null && Of(receiver) is { } type ? new TypeValue(type) : null;

    /// <summary>A property of a type; null for one that the code does not tell.</summary>
    public static AbstractValue? Read(ITypeSymbol type, string member) => member switch
    {
        "Name" => ConstantValue.Of(type.MetadataName),
        "FullName" when type is INamedTypeSymbol { IsGenericType: false, ContainingType: null } =>
            ConstantValue.Of(type.ContainingNamespace is { IsGlobalNamespace: false } space ? $"{space.ToDisplayString()}.{type.MetadataName}" : type.MetadataName),
        _ => null,
    };

    /// <summary>Whether a cast from one class to another fails, since neither derives from the other.</summary>
    public static bool AreUnrelated(ITypeSymbol one, ITypeSymbol other) =>
        one.TypeKind == TypeKind.Class && other.TypeKind == TypeKind.Class && !TorchSharpContext.Derives(one, other.OriginalDefinition) && !TorchSharpContext.Derives(other, one.OriginalDefinition);
}
