using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>Finds the code behind a delegate.</summary>
internal static class Delegates
{
    // A method that makes delegates may call itself.
    private const int DeepestFactory = 8;

    /// <summary>The body that a delegate runs when called; null where the source does not say.</summary>
    public static Frame? BodyOf(IOperation? value, Frame frame, IInvocationOperation call) => Find(value, frame, frame, call);

    /// <summary>
    /// Whether a delegate, or a method of an interface, that nobody shows can only be there for the data that it returns:
    /// Func&lt;int, (Tensor X, Tensor Y)&gt;, float[] IEnvironment.Reset(). It is given nothing that it could train; one that returns a single
    /// tensor may be a closure which computes the loss, unless a model gets the tensor.
    /// </summary>
    public static bool OnlySupplies(IInvocationOperation call) => call.TargetMethod.Parameters.All(parameter => IsNumbers(parameter.Type)) && call.TargetMethod.ReturnType switch
    {
        INamedTypeSymbol { IsTupleType: true } pair => IsData(pair),
        // The batches of an epoch.
        INamedTypeSymbol { IsGenericType: true, TypeArguments: { Length: 1 } elements } when elements[0] is INamedTypeSymbol { IsTupleType: true } pair => IsData(pair),
        IArrayTypeSymbol { ElementType: INamedTypeSymbol { IsTupleType: true } pair } => IsData(pair),
        IArrayTypeSymbol array => IsNumbers(array),
        _ => FeedsModel(call.Syntax),
    };

    /// <summary>Whether a delegate, or a method of an interface, that nobody shows is only told something, as an Action&lt;string&gt; that logs is.</summary>
    public static bool OnlyTells(IInvocationOperation call) => call.TargetMethod is { ReturnsVoid: true, Parameters: var told }
        && told.Any(IsText) && told.All(parameter => IsText(parameter) || IsNumbers(parameter.Type));

    private static bool IsText(IParameterSymbol parameter) => parameter.Type.SpecialType == SpecialType.System_String;

    private static bool IsData(INamedTypeSymbol pair) => !pair.TupleElements.Any(element => element.Name.IndexOf("loss", StringComparison.OrdinalIgnoreCase) >= 0);

    private static bool IsNumbers(ITypeSymbol type) => type.IsValueType || type is IArrayTypeSymbol { ElementType.IsValueType: true };

    /// <summary>Whether a delegate gives a loss on which backward runs here, so that it has not run there: no graph bears it twice.</summary>
    public static bool GivesLoss(IOperation call) => UsesOfResult(call.Syntax).Any(use => use is { Parent: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "backward", Parent: InvocationExpressionSyntax } });

    // state = reset(); policy.call(state)
    private static bool FeedsModel(SyntaxNode call) => UsesOfResult(call).Any(use => use is
    {
        Parent: ArgumentSyntax { Parent: ArgumentListSyntax { Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "call" or "forward" } } } },
    });

    // Where the variable that a call is assigned to stands.
    private static IEnumerable<IdentifierNameSyntax> UsesOfResult(SyntaxNode call)
    {
        var variable = call.Parent switch
        {
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax declared } => declared.Identifier.ValueText,
            AssignmentExpressionSyntax { Left: IdentifierNameSyntax assigned } => assigned.Identifier.ValueText,
            _ => null,
        };
        // sample(128) in Learn(sample(128))
        if (call.Parent is ArgumentSyntax { Parent: ArgumentListSyntax { Parent: InvocationExpressionSyntax { Expression: SimpleNameSyntax { Identifier.ValueText: var callee } } } list } argument
            && call.FirstAncestorOrSelf<TypeDeclarationSyntax>()?.Members.OfType<MethodDeclarationSyntax>().FirstOrDefault(method => method.Identifier.ValueText == callee) is { } given
            && list.Arguments.IndexOf(argument) is var place && argument.NameColon is null && place < given.ParameterList.Parameters.Count)
            return given.DescendantNodes().OfType<IdentifierNameSyntax>().Where(name => name.Identifier.ValueText == given.ParameterList.Parameters[place].Identifier.ValueText);

        return variable is null ? [] : call.FirstAncestorOrSelf<BaseMethodDeclarationSyntax>()?.DescendantNodes().OfType<IdentifierNameSyntax>().Where(name => name.Identifier.ValueText == variable) ?? [];
    }

    private static Frame? Find(IOperation? value, Frame frame, Frame caller, IInvocationOperation call)
    {
        switch (value)
        {
            case IConversionOperation conversion:
                return Find(conversion.Operand, frame, caller, call);
            case IDelegateCreationOperation creation:
                return Find(creation.Target, frame, caller, call);
            case IFlowCaptureReferenceOperation captured:
                return Find(frame.Code.Source.OperationOf(captured.Syntax, frame.Code.Cancellation), frame, caller, call);
            case IFlowAnonymousFunctionOperation lambda:
                for (var graph = frame.Graph; graph is not null; graph = graph.Parent)
                    if (Lambdas.In(graph, lambda.Syntax) is { } found)
                        return new Frame(frame.Code, graph.GetAnonymousFunctionControlFlowGraph(found, frame.Code.Cancellation), frame, caller, call);

                return null;
            case IMethodReferenceOperation method:
                return frame.Code.BodiesOf(method.Method, frame).FirstOrDefault() is { } body
                    ? new Frame(frame.Code, body, method.Method.MethodKind == MethodKind.LocalFunction ? frame : null, caller, call)
                    : null;
            case ILocalReferenceOperation local when AssignedOnce(local, frame) is { } assigned:
                return Find(assigned.Value, assigned.Frame, caller, call);
            // A method that makes the delegate, such as the closure of a model and its data.
            case IInvocationOperation made when made.TargetMethod.MethodKind == MethodKind.Ordinary && Made(made, frame) is { } factory:
                return factory.Frame.Depth <= DeepestFactory ? Find(factory.Value, factory.Frame, caller, call) : null;
            case IParameterReferenceOperation parameter when frame.ArgumentFor(parameter.Parameter) is { } argument:
                return Find(argument.Value, argument.Frame, caller, call);
            default:
                return null;
        }
    }

    // What the only return of a method gives back, in the body of that call.
    private static FramedValue? Made(IInvocationOperation factory, Frame frame)
    {
        if (factory.TargetMethod is not { IsVirtual: false, IsAbstract: false, IsOverride: false } method || !frame.Code.Source.HasSource(method.OriginalDefinition) || frame.Code.GraphOf(method.OriginalDefinition) is not { } graph)
            return null;

        var returned = graph.Blocks.Where(block => block.FallThroughSuccessor?.Semantics == ControlFlowBranchSemantics.Return && block.BranchValue is not null).ToList();
        return returned.Count == 1 ? new(returned[0].BranchValue, new Frame(frame.Code, graph, null, frame, factory)) : null;
    }

    private static FramedValue? AssignedOnce(ILocalReferenceOperation local, Frame? frame)
    {
        for (; frame is not null; frame = frame.Outer)
            for (var graph = frame.Graph; graph is not null; graph = graph.Parent)
            {
                var values = graph.Blocks.SelectMany(block => block.Operations)
                    .Select(operation => operation is IExpressionStatementOperation statement ? statement.Operation : operation)
                    .OfType<ISimpleAssignmentOperation>()
                    .Where(assignment => assignment.Target is ILocalReferenceOperation target && TorchSharpContext.Same(target.Local, local.Local))
                    .ToList();
                if (values.Count > 0)
                    return values.Count == 1 ? new(values[0].Value, frame) : null;
            }

        return null;
    }
}
