using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Tells code that makes or initialises modules from code around it, such as the training loop that follows.</summary>
internal static class Relevance
{
    // A helper of a helper of a helper.
    private const int MostCalls = 3;

    public static bool Concerns(IOperation statement, TorchSharpContext torch) =>
        statement.DescendantsAndSelf().Any(operation => operation is IReturnOperation or IBranchOperation { BranchKind: BranchKind.GoTo }) || Makes(statement, torch, MostCalls);

    private static bool Makes(IOperation code, TorchSharpContext torch, int calls) => code.DescendantsAndSelf().Any(operation => operation switch
    {
        IInvocationOperation call => MakesModule(call.TargetMethod.ReturnType, torch)
            || TorchSharpContext.Same(call.TargetMethod.ContainingType, torch.Initializers)
            || (call.Instance is { } instance && HoldsModules(instance.Type, torch) && !IsUse(call.TargetMethod))
            // A list of modules that a method is handed may come back longer.
            || call.Arguments.Any(argument => !torch.IsModule(argument.Value.Type) && HoldsModules(argument.Value.Type, torch))
            || (calls > 0 && FunctionOf(call) is { } body && Makes(body, torch, calls - 1)),
        IObjectCreationOperation creation => MakesModule(creation.Type, torch),
        _ => false,
    });

    // A function that stands in the same code: a local function, or a lambda in a variable.
    private static IOperation? FunctionOf(IInvocationOperation call)
    {
        var symbol = call.TargetMethod.MethodKind switch
        {
            MethodKind.LocalFunction => call.TargetMethod,
            MethodKind.DelegateInvoke => (call.Instance as ILocalReferenceOperation)?.Local as ISymbol,
            _ => null,
        };
        if (symbol is null)
            return null;

        IOperation root = call;
        while (root.Parent is { } parent)
            root = parent;

        return root.Descendants().FirstOrDefault(operation => operation switch
        {
            ILocalFunctionOperation function => TorchSharpContext.Same(function.Symbol, symbol),
            IVariableDeclaratorOperation { Initializer: not null } variable => TorchSharpContext.Same(variable.Symbol, symbol),
            _ => false,
        });
    }

    /// <summary>Whether a class has something to learn: a module or a parameter in one of its members.</summary>
    public static bool HasParts(INamedTypeSymbol type, TorchSharpContext torch, CancellationToken cancellation)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (torch.IsLibrary(current))
                return torch.LayerName(current) is not null;
            if (current.GetMembers().Any(member => member switch
            {
                IFieldSymbol { IsStatic: false } field => IsPart(field.Type),
                // A module that a constructor takes or makes may be kept under a name alone.
                IMethodSymbol { MethodKind: MethodKind.Constructor } constructor => constructor.Parameters.Any(parameter => IsPart(parameter.Type)),
                _ => false,
            }))
                return true;
            if (Registers(current))
                return true;
        }

        return false;

        // Modules and parameters that are registered under names alone.
        bool Registers(INamedTypeSymbol owner) => owner.DeclaringSyntaxReferences
            .SelectMany(reference => reference.GetSyntax(cancellation).DescendantTokens())
            .Any(token => token.ValueText is "register_module" or "register_parameter" or "add_module");

        bool IsPart(ITypeSymbol part) => part is IArrayTypeSymbol array ? IsPart(array.ElementType)
            : MakesModule(part, torch) || TorchSharpContext.Same(part, torch.Parameter) || part.Name is "ParameterList" or "ParameterDict"
            || (part is INamedTypeSymbol { IsGenericType: true } generic && generic.TypeArguments.Any(IsPart));
    }

    private static bool MakesModule(ITypeSymbol? type, TorchSharpContext torch) => HoldsModules(type, torch) && !IsLoss(type);

    private static bool HoldsModules(ITypeSymbol? type, TorchSharpContext torch) => torch.IsModule(type) || IsListOfModules(type, torch) || Collects(type, torch);

    private static bool IsListOfModules(ITypeSymbol? type, TorchSharpContext torch) =>
        (type is INamedTypeSymbol { IsGenericType: true } generic && generic.TypeArguments.Any(torch.IsModule)) || (type is IArrayTypeSymbol array && torch.IsModule(array.ElementType));

    // An object that keeps a list of modules, as a builder of networks does.
    private static bool Collects(ITypeSymbol? type, TorchSharpContext torch) => type is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct, IsTupleType: false } named
        && !named.DeclaringSyntaxReferences.IsEmpty && named.GetMembers().Any(member => member is IFieldSymbol { IsStatic: false } field && IsListOfModules(field.Type, torch));

    private static bool IsLoss(ITypeSymbol? type) => type?.BaseType?.Name is "Loss" or "WeightedLoss";

    private static bool IsUse(IMethodSymbol method) => method.Name is "call" or "forward" or "train" or "eval" or "zero_grad" or "parameters" or "save" or "Dispose";
}

/// <summary>What a statement may change: variables that stand outside it.</summary>
internal static class Mutations
{
    public static IReadOnlyList<IOperation> Of(IOperation statement)
    {
        var declared = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var targets = new Dictionary<ISymbol, IOperation>(SymbolEqualityComparer.Default);
        foreach (var operation in statement.DescendantsAndSelf())
        {
            switch (operation)
            {
                case IVariableDeclaratorOperation variable:
                    declared.Add(variable.Symbol);
                    break;
                case IAssignmentOperation assignment:
                    Add(assignment.Target);
                    break;
                case IIncrementOrDecrementOperation step:
                    Add(step.Target);
                    break;
                case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument:
                    Add(argument.Value);
                    break;
                case IInvocationOperation { Instance: ILocalReferenceOperation { Type.Name: "List" or "Dictionary" or "HashSet" or "Stack" or "Queue" } list }:
                    Add(list);
                    break;
            }
        }

        return [.. targets.Where(target => !declared.Contains(target.Key)).Select(target => target.Value)];

        void Add(IOperation target)
        {
            switch (target)
            {
                case ILocalReferenceOperation local:
                    targets[local.Local] = local;
                    break;
                case IParameterReferenceOperation parameter:
                    targets[parameter.Parameter] = parameter;
                    break;
                case IFieldReferenceOperation { Instance: IInstanceReferenceOperation } field:
                    targets[field.Field] = field;
                    break;
                case IArrayElementReferenceOperation element:
                    Add(element.ArrayReference);
                    break;
                case ITupleOperation tuple:
                    foreach (var element in tuple.Elements)
                        Add(element);
                    break;
            }
        }
    }
}
