using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tracing;

/// <summary>System.Collections.Immutable, whose methods return a changed copy.</summary>
internal static class ImmutableCollections
{
    /// <summary>ImmutableList&lt;T&gt;.Empty and its kin; null for any other member.</summary>
    public static AbstractValue? Empty(Interpreter interpreter, ISymbol member) =>
        member.Name == "Empty" && IsImmutable(member.ContainingType) ? Empty(interpreter, member.ContainingType) : null;

    /// <summary>ImmutableArray.CreateBuilder and its kin; null for any other method.</summary>
    public static AbstractValue? CreateBuilder(Interpreter interpreter, IMethodSymbol method) =>
        method.Name == "CreateBuilder" && IsImmutable(method.ContainingType) ? Empty(interpreter, method.ContainingType) : null;

    /// <summary>What a method of an immutable collection, or of its builder, makes; null for one that changes what it is called on.</summary>
    public static AbstractValue? Call(Interpreter interpreter, IMethodSymbol method, AbstractValue receiver, Arguments arguments)
    {
        if (!IsImmutable(method.ContainingType))
            return null;
        if (method.Name is "ToBuilder" or "ToImmutable" or "MoveToImmutable" or "DrainToImmutable")
            return CopyOf(interpreter, receiver);
        if (method.ContainingType.Name == "Builder" || !TorchSharpContext.Same(method.ReturnType.OriginalDefinition, method.ContainingType.OriginalDefinition))
            return null;

        switch (CopyOf(interpreter, receiver))
        {
            case ListValue list when method.Name == "SetItem" && arguments[0] is ConstantValue { Value: long place and >= 0 } && list.HasKnownLength && place < list.Elements.Count:
                list.Elements[(int)place] = arguments[1]!;
                return list;
            case ListValue list:
                return KnownCollections.CallList(interpreter, list, method, arguments) is null ? null : list;
            case DictionaryValue dictionary when method.Name is "Add" or "SetItem":
                dictionary.Set(arguments[0]!, arguments[1]!, interpreter.Scope);
                return dictionary;
            case DictionaryValue dictionary when method.Name is "Remove" or "Clear":
                _ = method.Name == "Remove" ? dictionary.Remove(arguments[0]) : dictionary.Clear();
                return dictionary;
            default:
                return null;
        }
    }

    private static bool IsImmutable(INamedTypeSymbol type) =>
        type.ContainingNamespace is { Name: "Immutable" or "Frozen", ContainingNamespace: { Name: "Collections", ContainingNamespace.Name: "System" } };

    private static AbstractValue Empty(Interpreter interpreter, INamedTypeSymbol type) =>
        type.Name.EndsWith("Dictionary", StringComparison.Ordinal) ? new DictionaryValue(interpreter.Scope) : new ListValue([], interpreter.Scope);

    private static AbstractValue CopyOf(Interpreter interpreter, AbstractValue collection) => collection is DictionaryValue dictionary
        ? KnownCollections.ToDictionary(interpreter, dictionary.Pairs, pair => pair)
        : new ListValue(((ListValue)collection).Elements, interpreter.Scope);
}
