using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>
/// Where a lambda is called that a variable holds, or that is handed to a method or a constructor: new Trainer((output, y) => functional.mse_loss(output, y)).
/// </summary>
internal static class DelegateCalls
{
    /// <summary>What a parameter of a lambda is given; empty where the lambda goes out of sight.</summary>
    public static IReadOnlyList<IOperation> ArgumentsFor(IParameterSymbol parameter, TrainingCode code)
    {
        if (parameter.ContainingSymbol is not IMethodSymbol { MethodKind: MethodKind.AnonymousFunction, DeclaringSyntaxReferences: { Length: 1 } lambda })
            return [];
        if (HolderOf(lambda[0].GetSyntax(code.Cancellation), code) is { } holder)
            return [.. (CallsOf(holder, code) ?? []).Select(call => call.Arguments[parameter.Ordinal].Value)];
        if (ReceiverOf(lambda[0].GetSyntax(code.Cancellation), code) is not { ContainingSymbol: IMethodSymbol method } receiver || !code.Source.HasSource(method.OriginalDefinition)
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

    // The variable that holds a lambda and nothing else.
    private static ISymbol? HolderOf(SyntaxNode lambda, TrainingCode code)
    {
        var semantics = code.Source.SemanticsOf(lambda.SyntaxTree);
        var holder = lambda.Parent switch
        {
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax declared } => semantics.GetDeclaredSymbol(declared, code.Cancellation),
            AssignmentExpressionSyntax { Parent: not InitializerExpressionSyntax } assignment when assignment.Right == lambda => semantics.GetSymbolInfo(assignment.Left, code.Cancellation).Symbol,
            _ => null,
        };
        return holder is ILocalSymbol or IFieldSymbol { DeclaredAccessibility: Accessibility.Private } && Creations.Of(holder, code) is not null ? holder : null;
    }

    private static IParameterSymbol? ReceiverOf(SyntaxNode lambda, TrainingCode code) => lambda.Parent is { Parent.Parent: { } call } && code.Source.OperationOf(call, code.Cancellation) is { } made
        ? (made switch { IInvocationOperation invocation => invocation.Arguments, IObjectCreationOperation creation => creation.Arguments, _ => [] })
            .FirstOrDefault(argument => argument.Syntax == lambda.Parent)?.Parameter
        : null;

    // Null where the variable is used in another way, or where there may be other code of its class.
    private static IEnumerable<IInvocationOperation>? CallsOf(ISymbol variable, TrainingCode code)
    {
        var uses = BodiesAround(variable, code).SelectMany(body => body.DescendantsAndSelf()).Where(use => IsOf(use, variable))
            .Where(use => use.Parent is not ISimpleAssignmentOperation assignment || assignment.Target != use).ToList();
        var calls = uses.Select(Outside).OfType<IInvocationOperation>().Where(call => call.TargetMethod.MethodKind == MethodKind.DelegateInvoke).ToList();
        return calls.Count == uses.Count ? calls : null;
    }

    private static IEnumerable<IOperation> BodiesAround(ISymbol variable, TrainingCode code)
    {
        if (variable is IFieldSymbol field)
            return field.ContainingType.OriginalDefinition.GetMembers().OfType<IMethodSymbol>().Select(method => code.Source.BodyOf(method, code.Cancellation)).OfType<IOperation>();

        var owner = variable.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(code.Cancellation).Ancestors().FirstOrDefault(node => node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or CompilationUnitSyntax);
        return owner is not null && code.Source.OperationOf(owner, code.Cancellation) is { } body ? [body] : [];
    }

    private static bool IsOf(IOperation use, ISymbol variable) => use switch
    {
        ILocalReferenceOperation local => TorchSharpContext.Same(local.Local, variable),
        IFieldReferenceOperation field => TorchSharpContext.Same(field.Field.OriginalDefinition, variable.OriginalDefinition),
        _ => false,
    };

    private static IOperation? Outside(IOperation use)
    {
        var outside = use.Parent;
        while (outside is IConversionOperation or IParenthesizedOperation)
            outside = outside.Parent;

        return outside;
    }
}
