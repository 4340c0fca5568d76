using GradGuard.Analyzers.Tracing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>
/// What code does to the question whether gradients may be waiting unclipped: the answer after it, for either answer before it.
/// </summary>
/// <param name="WhenClean">Whether unclipped gradients may wait after it when none did before.</param>
/// <param name="WhenPending">Whether unclipped gradients may wait after it when some did before.</param>
internal readonly record struct GradientEffect(bool WhenClean, bool WhenPending)
{
    public static GradientEffect None { get; } = new(false, true);

    public bool After(bool before) => before ? WhenPending : WhenClean;
}

/// <summary>Follows gradients from backward to step along every path of a method, and into the methods it calls.</summary>
internal sealed class GradientState(TorchSharpContext torch, SourceCode source, CancellationToken cancellation)
{
    private const int DeepestCall = 4;

    private readonly HashSet<IMethodSymbol> _following = new(SymbolEqualityComparer.Default);

    /// <summary>Whether gradients that nothing has clipped may reach an operation of a body.</summary>
    public bool MayReachUnclipped(ControlFlowGraph body, IOperation target)
    {
        var reached = false;
        Walk(body, startsPending: false, (operation, pending) => reached |= pending && operation.Syntax == target.Syntax && operation.Kind == target.Kind);
        return reached;
    }

    private GradientEffect EffectOf(IMethodSymbol method, ControlFlowGraph caller)
    {
        method = method.OriginalDefinition;
        if (_following.Count >= DeepestCall || !source.HasSource(method) || !_following.Add(method))
            return GradientEffect.None;

        var body = BodyOf(method, caller);
        var effect = body is null ? GradientEffect.None : new(Walk(body, startsPending: false, null), Walk(body, startsPending: true, null));
        _following.Remove(method);
        return effect;
    }

    private ControlFlowGraph? BodyOf(IMethodSymbol method, ControlFlowGraph caller)
    {
        if (method.MethodKind == MethodKind.LocalFunction)
            return Enclosing(caller).FirstOrDefault(graph => graph.LocalFunctions.Contains(method))?.GetLocalFunctionControlFlowGraph(method, cancellation);

        return method.DeclaringSyntaxReferences.Select(reference => source.OperationOf(reference.GetSyntax(cancellation), cancellation)).OfType<IMethodBodyOperation>().FirstOrDefault() is { } body
            ? ControlFlowGraph.Create(body, cancellation)
            : null;

        static IEnumerable<ControlFlowGraph> Enclosing(ControlFlowGraph? graph)
        {
            for (; graph is not null; graph = graph.Parent)
                yield return graph;
        }
    }

    // The state at the exit; a fixed point over blocks of one bit, so every block is seen at most twice.
    private bool Walk(ControlFlowGraph body, bool startsPending, Action<IOperation, bool>? visit)
    {
        var clippingLoops = ClippingLoops.In(body, torch);
        var entry = new bool?[body.Blocks.Length];
        var open = new Queue<BasicBlock>();
        Reach(body.Blocks[0], startsPending);
        while (open.Count > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            var block = open.Dequeue();
            var pending = entry[block.Ordinal]!.Value;
            foreach (var operation in block.Operations.Append(block.BranchValue))
                pending = Through(operation, pending);

            Follow(block.FallThroughSuccessor, pending);
            Follow(block.ConditionalSuccessor, pending);
        }

        return entry[body.Blocks.Length - 1] ?? false;

        void Follow(ControlFlowBranch? branch, bool pending)
        {
            foreach (var region in branch?.FinallyRegions ?? [])
                Reach(body.Blocks[region.FirstBlockOrdinal], pending);

            Reach(branch?.Destination, pending);
        }

        void Reach(BasicBlock? block, bool pending)
        {
            if (block is null || entry[block.Ordinal] == true || entry[block.Ordinal] == pending)
                return;

            entry[block.Ordinal] = pending || entry[block.Ordinal] == true;
            open.Enqueue(block);
        }

        bool Through(IOperation? operation, bool pending)
        {
            if (operation is null or IFlowAnonymousFunctionOperation)
                return pending;

            // Arguments before their call.
            foreach (var part in operation.ChildOperations)
                pending = Through(part, pending);

            visit?.Invoke(operation, pending);
            return TrainingCalls.Classify(operation, torch) switch
            {
                TrainingCall.Backward => true,
                TrainingCall.Clip or TrainingCall.Step => false,
                _ when clippingLoops.Contains(operation.Syntax) => false,
                _ when operation is IInvocationOperation call && !torch.IsLibrary(call.TargetMethod) => EffectOf(call.TargetMethod, body).After(pending),
                _ => pending,
            };
        }
    }
}
