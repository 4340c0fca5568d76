using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Members of enumerations, whose values are held as numbers.</summary>
internal static class Enumerations
{
    /// <summary>Enum.GetValues, GetNames and Parse; null where the type or the name is not known.</summary>
    public static AbstractValue? Call(Interpreter interpreter, IMethodSymbol method, Arguments arguments)
    {
        var given = method.TypeArguments.Length == 1 ? interpreter.Closed(method.TypeArguments[0]) : (arguments[0] as TypeValue)?.Type;
        if (given is not { TypeKind: TypeKind.Enum } type)
            return null;

        return method.Name switch
        {
            "GetValues" => new ListValue(Members(type).Select(member => (AbstractValue)Number(member)), interpreter.Scope),
            "GetNames" => new ListValue(Members(type).Select(member => (AbstractValue)ConstantValue.Of(member.Name)), interpreter.Scope),
            "Parse" => arguments.Values.OfType<ConstantValue>().Select(value => value.Value).OfType<string>().FirstOrDefault() is { } name
                && type.GetMembers(name).OfType<IFieldSymbol>().FirstOrDefault() is { HasConstantValue: true } member ? Number(member) : null,
            _ => null,
        };
    }

    /// <summary>The name of the member that a value of an enumeration is; null for what is none.</summary>
    public static ConstantValue? NameOf(ITypeSymbol? type, AbstractValue? value) => type is { TypeKind: TypeKind.Enum } && value is ConstantValue { Value: long number }
        && Members(type).FirstOrDefault(member => Number(member).Value is long other && other == number) is { } found
        ? ConstantValue.Of(found.Name)
        : null;

    // As Enum.GetValues gives them: by their numbers.
    private static IEnumerable<IFieldSymbol> Members(ITypeSymbol type) =>
        type.GetMembers().OfType<IFieldSymbol>().Where(member => member.HasConstantValue).OrderBy(member => Number(member).Value as long?);

    private static ConstantValue Number(IFieldSymbol member) => ConstantValue.Of(member.ConstantValue);
}
