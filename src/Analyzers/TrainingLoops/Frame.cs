using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>An expression and the body that it stands in.</summary>
internal sealed record FramedValue(IOperation? Value, Frame Frame);

/// <summary>A body being walked: where it was called from and with what.</summary>
/// <param name="Code">All training code.</param>
/// <param name="Graph">The body.</param>
/// <param name="Outer">The body around it, for a lambda or a local function.</param>
/// <param name="Caller">The body that calls it; null for the outermost.</param>
/// <param name="Call">The call in the caller.</param>
internal sealed record Frame(TrainingCode Code, ControlFlowGraph Graph, Frame? Outer = null, Frame? Caller = null, IInvocationOperation? Call = null)
{
    /// <summary>Bodies around it that are being walked.</summary>
    public int Depth { get; } = Caller is null ? 0 : Caller.Depth + 1;

    /// <summary>The call in the outermost body that leads here; null in the outermost itself.</summary>
    public SyntaxNode? Anchor => Caller is null ? null : Caller.Anchor ?? Call!.Syntax;

    /// <summary>What `this` is, in the body that says so; null where that is the outermost.</summary>
    public FramedValue? Receiver => Outer is not null ? Outer.Receiver : Caller is null ? null : new(Call!.Instance, Caller);

    public bool IsWalking(ControlFlowGraph graph) => Graph.OriginalOperation.Syntax == graph.OriginalOperation.Syntax || Caller?.IsWalking(graph) == true;

    /// <summary>What a parameter was given; null for one of the outermost body.</summary>
    public FramedValue? ArgumentFor(IParameterSymbol parameter)
    {
        foreach (var argument in Call?.Arguments ?? [])
            if (argument.Parameter is { } given && (TorchSharpContext.Same(given.OriginalDefinition, parameter.OriginalDefinition) || IsOwn(parameter, given)))
                return new(argument.Value, Caller!);

        return Outer?.ArgumentFor(parameter);
    }

    /// <summary>The variable or member that a local is only another name of.</summary>
    public IOperation? AliasOf(ILocalReferenceOperation local)
    {
        var declaration = local.Local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(Code.Cancellation) as VariableDeclaratorSyntax;
        var value = declaration?.Initializer is null ? null : Code.Source.OperationOf(declaration.Initializer.Value, Code.Cancellation);
        return value is ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation && !Code.IsReassigned(local.Local) ? value : null;
    }

    /// <summary>The variable of the caller that takes what this body returns, where that is always one variable of its own; null otherwise.</summary>
    public FramedValue? TakerOf(ISymbol variable) =>
        Caller is not null && TakenBy(Call!) is { } taker && Returns.Of(Call!.TargetMethod.OriginalDefinition, Code) is { Count: > 0 } returns
        && returns.All(returned => Creations.Unwrap(returned) is ILocalReferenceOperation { Local: ISymbol own } && TorchSharpContext.Same(own, variable)
            || Creations.Unwrap(returned) is IParameterReferenceOperation { Parameter: ISymbol given } && TorchSharpContext.Same(given.OriginalDefinition, variable.OriginalDefinition))
            ? new(taker, Caller)
            : null;

    private static IOperation? TakenBy(IOperation call)
    {
        while (call.Parent is IConversionOperation { OperatorMethod: null } converted)
            call = converted;

        return call.Parent is ISimpleAssignmentOperation assignment && assignment.Value == call ? assignment.Target : null;
    }

    // A delegate's or an overridden method's parameters stand for those of the body.
    private bool IsOwn(IParameterSymbol parameter, IParameterSymbol given) =>
        parameter.Ordinal == given.Ordinal && parameter.ContainingSymbol is IMethodSymbol method && Code.IsBodyOf(Graph, method);
}
