using System.Runtime.CompilerServices;
using GradGuard.Analyzers.Tracing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers;

/// <summary>The operations of every body that rules ask about, searched for once: most code has hardly any.</summary>
internal sealed class BodyCalls
{
    private static readonly Found Nothing = new([], []);

    // Weakly: what the compiler has bound is most of a compile's memory, and most of it has nothing to do with TorchSharp.
    private readonly ConditionalWeakTable<IOperation, Found> _bodies = new();

    private readonly ConditionalWeakTable<IOperation, Found>.CreateValueCallback _find;
    private readonly TorchSharpContext _torch;
    private readonly SourceCode _source;

    public BodyCalls(TorchSharpContext torch) => (_torch, _source, _find) = (torch, SourceCode.Of(torch.Compilation), Find);

    /// <summary>Calls and constructions that have to do with TorchSharp, with modules, with the monitor or with methods that the user named, in the order of the source.</summary>
    public IReadOnlyList<IOperation> In(IOperation body) => _bodies.GetValue(body, _find).Asked;

    /// <summary>All that may act on gradients: every call, every assignment, and what cannot be bound.</summary>
    public IReadOnlyList<IOperation> ActsIn(IOperation body) => _bodies.GetValue(body, _find).Acts;

    private Found Find(IOperation body)
    {
        List<IOperation>? asked = null;
        List<IOperation>? acts = null;
        foreach (var operation in body.DescendantsAndSelf())
            switch (operation.Kind)
            {
                case OperationKind.ObjectCreation:
                    if (operation.Type is { } made && _torch.IsLibrary(made))
                        (asked ??= []).Add(operation);
                    break;
                case OperationKind.Invocation:
                    (acts ??= []).Add(operation);
                    if (IsAsked((IInvocationOperation)operation))
                        (asked ??= []).Add(operation);
                    break;
                case OperationKind.SimpleAssignment or OperationKind.CompoundAssignment or OperationKind.CoalesceAssignment or OperationKind.DeconstructionAssignment
                    or OperationKind.DynamicInvocation or OperationKind.Invalid:
                    (acts ??= []).Add(operation);
                    break;
            }

        // Code of a model or of its training: traces will ask for it.
        if (asked is not null)
            _source.Keep(body.SemanticModel);

        return asked is null && acts is null ? Nothing : new(asked ?? [], acts ?? []);
    }

    private bool IsAsked(IInvocationOperation call) => call.TargetMethod is var method
        && (_torch.IsLibrary(method) || _torch.IsModule(method.ContainingType) || _torch.IsModule(method.ReturnType)
            || TorchSharpContext.Same(method.ContainingType, _torch.Guard) || _torch.UserNames.Clips(method, call.Syntax.SyntaxTree));

    private sealed record Found(IReadOnlyList<IOperation> Asked, IReadOnlyList<IOperation> Acts);
}
