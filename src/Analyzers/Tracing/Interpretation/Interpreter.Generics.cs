using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

internal sealed partial class Interpreter
{
    // new T() makes what the caller's type argument says.
    private AbstractValue CreateOf(ITypeParameterSymbol? parameter, SyntaxNode syntax) =>
        parameter is not null && Closed(parameter) is INamedTypeSymbol type && source.HasSource(type)
            && type.InstanceConstructors.FirstOrDefault(constructor => constructor.Parameters.IsEmpty) is { } constructor
            ? Instantiate(constructor, Arguments.None, syntax)
            : Unknown("a new object of a type parameter");

    // T.Create() runs what the caller's type argument has for it.
    private IMethodSymbol Implementation(IInvocationOperation call) =>
        call is { TargetMethod: { IsStatic: true } method, ConstrainedToType: ITypeParameterSymbol parameter } && Closed(parameter) is INamedTypeSymbol type
            && type.FindImplementationForInterfaceMember(InterfaceMember(method, type)) is IMethodSymbol found
            ? found
            : call.TargetMethod;

    // IBuildable<TBlock>.Create of a block is IBuildable<ResidualBlock>.Create.
    private static ISymbol InterfaceMember(IMethodSymbol method, INamedTypeSymbol type) => type.AllInterfaces
        .Where(candidate => TorchSharpContext.Same(candidate.OriginalDefinition, method.ContainingType.OriginalDefinition))
        .SelectMany(candidate => candidate.GetMembers(method.Name))
        .FirstOrDefault(member => TorchSharpContext.Same(member.OriginalDefinition, method.OriginalDefinition)) ?? method;

    /// <summary>A type with what the code that runs gives for its type parameters, as far as that is known.</summary>
    public ITypeSymbol Closed(ITypeSymbol type) => type switch
    {
        ITypeParameterSymbol parameter => ArgumentOf(parameter) ?? type,
        INamedTypeSymbol { IsGenericType: true } generic when generic.TypeArguments.Any(argument => argument is ITypeParameterSymbol) =>
            generic.ConstructedFrom.Construct([.. generic.TypeArguments.Select(Closed)]),
        _ => type,
    };

    private IMethodSymbol ClosedOver(IMethodSymbol method) =>
        method.TypeArguments.Any(argument => argument is ITypeParameterSymbol) ? method.ConstructedFrom.Construct([.. method.TypeArguments.Select(Closed)]) : method;

    private ITypeSymbol? ArgumentOf(ITypeParameterSymbol parameter)
    {
        for (var frame = _frame; frame is not null; frame = frame.LexicalParent)
        {
            if (frame.Constructed is { } method && TorchSharpContext.Same(method.OriginalDefinition, parameter.DeclaringMethod?.OriginalDefinition))
                return Known(method.TypeArguments[parameter.Ordinal]);

            for (var type = (frame.Self as ObjectValue)?.Type; type is not null; type = type.BaseType)
                if (TorchSharpContext.Same(type.OriginalDefinition, parameter.DeclaringType?.OriginalDefinition))
                    return Known(type.TypeArguments[parameter.Ordinal]);
        }

        return null;

        static ITypeSymbol? Known(ITypeSymbol argument) => argument is ITypeParameterSymbol ? null : argument;
    }
}
