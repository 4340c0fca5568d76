using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>Where a lambda that is handed to a method or a constructor is called: new Trainer((output, y) => functional.mse_loss(output, y)).</summary>
internal static class DelegateCalls
{
    /// <summary>What a parameter of a lambda is given; empty where the lambda goes out of sight.</summary>
    public static IReadOnlyList<IOperation> ArgumentsFor(IParameterSymbol parameter, TrainingCode code)
    {
        if (parameter.ContainingSymbol is not IMethodSymbol { MethodKind: MethodKind.AnonymousFunction, DeclaringSyntaxReferences: { Length: 1 } lambda }
            || ReceiverOf(lambda[0].GetSyntax(code.Cancellation), code) is not { ContainingSymbol: IMethodSymbol method } receiver || !code.Source.HasSource(method.OriginalDefinition)
            || method.IsVirtual || method.IsAbstract || method.IsOverride || code.Source.BodyOf(method, code.Cancellation) is not { } body)
            return [];

        var calls = new List<IInvocationOperation>();
        foreach (var use in body.DescendantsAndSelf().OfType<IParameterReferenceOperation>().Where(use => TorchSharpContext.Same(use.Parameter, receiver.OriginalDefinition)))
            switch (Outside(use))
            {
                case IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke } call when Creations.Unwrap(call.Instance) == use:
                    calls.Add(call);
                    break;
                case ISimpleAssignmentOperation { Target: IFieldReferenceOperation { Field: { DeclaredAccessibility: Accessibility.Private } field } } kept when Creations.Unwrap(kept.Value) == use && CallsOf(field, code) is { } its:
                    calls.AddRange(its);
                    break;
                default:
                    return [];
            }

        return [.. calls.Select(call => call.Arguments[parameter.Ordinal].Value)];
    }

    private static IParameterSymbol? ReceiverOf(SyntaxNode lambda, TrainingCode code) => lambda.Parent is { Parent.Parent: { } call } && code.Source.OperationOf(call, code.Cancellation) is { } made
        ? (made switch { IInvocationOperation invocation => invocation.Arguments, IObjectCreationOperation creation => creation.Arguments, _ => [] })
            .FirstOrDefault(argument => argument.Syntax == lambda.Parent)?.Parameter
        : null;

    // Null where the field is used in another way, or where there may be other code of its class.
    private static IEnumerable<IInvocationOperation>? CallsOf(IFieldSymbol field, TrainingCode code)
    {
        var uses = field.ContainingType.OriginalDefinition.GetMembers().OfType<IMethodSymbol>()
            .SelectMany(method => code.Source.BodyOf(method, code.Cancellation)?.DescendantsAndSelf() ?? [])
            .OfType<IFieldReferenceOperation>().Where(use => TorchSharpContext.Same(use.Field.OriginalDefinition, field.OriginalDefinition))
            .Where(use => use.Parent is not ISimpleAssignmentOperation assignment || assignment.Target != use).ToList();
        var calls = uses.Select(Outside).OfType<IInvocationOperation>().Where(call => call.TargetMethod.MethodKind == MethodKind.DelegateInvoke).ToList();
        return calls.Count == uses.Count ? calls : null;
    }

    private static IOperation? Outside(IOperation use)
    {
        var outside = use.Parent;
        while (outside is IConversionOperation or IParenthesizedOperation)
            outside = outside.Parent;

        return outside;
    }
}
