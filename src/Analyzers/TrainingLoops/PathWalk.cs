using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>Something that training code does.</summary>
/// <param name="Call">What.</param>
/// <param name="Owner">To the parameters of which model or optimizer; null where that is not known.</param>
/// <param name="Operation">The code that does it.</param>
/// <param name="Frame">The body that it stands in.</param>
internal sealed record TrainingEvent(TrainingCall Call, Place? Owner, IOperation Operation, Frame Frame)
{
    /// <summary>Where the outermost body does it: the code itself or the call that leads to it.</summary>
    public SyntaxNode Anchor => Frame.Anchor ?? Operation.Syntax;

    /// <summary>The optimizer or model as the code spells it.</summary>
    public string OwnerText => Operation is IInvocationOperation { Instance: { } instance } ? instance.Syntax.ToString() : Owner?.Root.Name ?? "";

    /// <summary>Where to report it: the code itself, or where another file holds that, the call that leads to it.</summary>
    public Location PlaceIn(TrainingScope scope) =>
        (Operation.Syntax.SyntaxTree == scope.Root.Graph.OriginalOperation.Syntax.SyntaxTree ? Operation.Syntax : Anchor).GetLocation();

    public bool IsAt(TrainingEvent other) => Operation.Syntax == other.Operation.Syntax && Operation.Kind == other.Operation.Kind && Anchor == other.Anchor;
}

/// <summary>The states, as bits of a set, that may follow a state when something happens.</summary>
/// <param name="state">One state: a set of one bit.</param>
/// <param name="happening">What happens.</param>
internal delegate uint Transition(uint state, TrainingEvent happening);

/// <summary>
/// Follows an automaton along every path through a body and the bodies that it calls, but for those that ask one thing twice and get two
/// answers. A set of states is a fixed point: those in which some path may arrive.
/// </summary>
internal sealed class PathWalk(TrainingCode code, Transition next, Action<TrainingEvent, uint>? visit = null)
{
    private const int DeepestCall = 5;
    private const int MostBodies = 2000;

    private readonly Dictionary<SyntaxNode, Dictionary<SyntaxNode, TrainingCall>> _parameterLoops = [];
    private int _bodies;

    /// <summary>The states at the exit of a body that is entered in some.</summary>
    public uint Run(Frame frame, uint start) => Run(frame, start, Path.Unknown);

    private uint Run(Frame frame, uint start, Path caller)
    {
        if (++_bodies > MostBodies)
            return uint.MaxValue;

        var end = frame.Graph.Blocks[frame.Graph.Blocks.Length - 1];
        var conditions = code.ConditionsOf(frame.Graph);
        var entry = new uint[frame.Graph.Blocks.Length, conditions.Count];
        Walk(frame, conditions, frame.Graph.Root, start, conditions.Entering(frame, caller.Conditions, caller.Found), entry);
        var after = 0u;
        for (var found = 0; found < conditions.Count; found++)
            after |= entry[end.Ordinal, found];

        return after;
    }

    // Stays inside a region; returns the states at the end of it where it is a finally block.
    private uint Walk(Frame frame, Conditions conditions, ControlFlowRegion region, uint start, int known, uint[,] entry)
    {
        var blocks = frame.Graph.Blocks;
        var open = new Queue<(BasicBlock Block, int Found)>();
        var afterFinally = 0u;
        Reach(blocks[region.FirstBlockOrdinal], start, known);
        while (open.Count > 0)
        {
            code.Cancellation.ThrowIfCancellationRequested();
            var (block, found) = open.Dequeue();
            var states = entry[block.Ordinal, found];
            ReachHandlers(block, states, found);
            foreach (var operation in block.Operations.Append(block.BranchValue))
                if (operation is not null)
                {
                    states = Through(operation, frame, new(conditions, found), states);
                    found = conditions.After(found, operation);
                    ReachHandlers(block, states, found);
                }

            var jumpsIf = block.ConditionKind == ControlFlowConditionKind.WhenTrue;
            Follow(block.FallThroughSuccessor, states, FoundIf(block, !jumpsIf, found));
            Follow(block.ConditionalSuccessor, states, FoundIf(block, jumpsIf, found));
        }

        return afterFinally;

        int? FoundIf(BasicBlock block, bool isTrue, int found) =>
            block.BranchValue is null || block.ConditionKind == ControlFlowConditionKind.None ? found : conditions.Found(found, block.BranchValue, isTrue);

        void Follow(ControlFlowBranch? branch, uint states, int? found)
        {
            if (branch is null || found is not { } path)
                return;
            if (branch.Semantics == ControlFlowBranchSemantics.StructuredExceptionHandling)
                afterFinally |= states;
            foreach (var last in branch.FinallyRegions)
                states = Walk(frame, conditions, last, states, path, new uint[blocks.Length, conditions.Count]);

            Reach(branch.Destination, states, path);
        }

        void ReachHandlers(BasicBlock block, uint states, int found)
        {
            for (var around = block.EnclosingRegion; around is not null; around = around.EnclosingRegion)
                if (around is { Kind: ControlFlowRegionKind.Try, EnclosingRegion: { Kind: ControlFlowRegionKind.TryAndCatch } guarded })
                    foreach (var handler in guarded.NestedRegions)
                        if (handler.Kind is ControlFlowRegionKind.Catch or ControlFlowRegionKind.FilterAndHandler)
                            Reach(blocks[handler.FirstBlockOrdinal], states, found);
        }

        void Reach(BasicBlock? block, uint states, int found)
        {
            if (block is null || block.Ordinal < region.FirstBlockOrdinal || block.Ordinal > region.LastBlockOrdinal || (entry[block.Ordinal, found] | states) == entry[block.Ordinal, found])
                return;

            entry[block.Ordinal, found] |= states;
            open.Enqueue((block, found));
        }
    }

    private uint Through(IOperation operation, Frame frame, Path path, uint states)
    {
        if (operation is IFlowAnonymousFunctionOperation)
            return states;

        // Arguments before their call.
        foreach (var part in operation.ChildOperations)
            states = Through(part, frame, path, states);

        if (LoopsOf(frame.Graph).TryGetValue(operation.Syntax, out var each))
            states = Happen(new(each, Owners.Of(operation, frame), operation, frame), states);

        var call = IsAnotherName(operation, frame) ? TrainingCall.Other : code.Classify(operation);
        if (operation is IInvocationOperation invocation)
            states = call == TrainingCall.Step ? ThroughClosure(invocation, frame, path, states) : call == TrainingCall.Other ? Into(invocation, frame, path, states) : states;

        return call == TrainingCall.Other ? states : Happen(new(call, Owners.Of(operation, frame), operation, frame), states);
    }

    private uint Happen(TrainingEvent happening, uint states)
    {
        visit?.Invoke(happening, states);
        var after = 0u;
        for (var state = 1u; state != 0 && state <= states; state <<= 1)
            if ((states & state) != 0)
                after |= next(state, happening);

        return after;
    }

    // optimizer.step(closure) runs the closure before it steps.
    private uint ThroughClosure(IInvocationOperation step, Frame frame, Path path, uint states)
    {
        if (TrainingCalls.IsStep(step, code.Torch))
            return states;

        var body = Delegates.BodyOf(step.Arguments[0].Value, frame, step);
        return body is null || !CanEnter(body) ? Happen(new(TrainingCall.Opaque, null, step, frame), states) : Run(body, states, path);
    }

    private uint Into(IInvocationOperation call, Frame frame, Path path, uint states)
    {
        var method = call.TargetMethod;
        if (method.MethodKind == MethodKind.DelegateInvoke)
            return Delegates.BodyOf(call.Instance, frame, call) is { } body && CanEnter(body) ? Run(body, states, path)
                : Delegates.OnlySupplies(call) || Delegates.OnlyTells(call) ? states
                : Happen(new(TrainingCall.Opaque, null, call, frame), states);
        if (code.IsOpaque(call))
            return Happen(new(TrainingCall.Opaque, null, call, frame), states);
        if (method.MethodKind != MethodKind.LocalFunction && !code.Source.HasSource(method.OriginalDefinition))
            return ThroughLambdas(call, frame, path, states);

        var after = 0u;
        var bodies = 0;
        foreach (var graph in code.BodiesOf(method, frame))
        {
            var callee = new Frame(code, graph, method.MethodKind == MethodKind.LocalFunction ? frame : null, frame, call);
            bodies++;
            after |= CanEnter(callee) ? Run(callee, states, path) : states;
        }

        return bodies == 0 ? states : after;
    }

    // A library may run what it is given, any number of times.
    private uint ThroughLambdas(IInvocationOperation call, Frame frame, Path path, uint states)
    {
        foreach (var argument in call.Arguments)
            if (argument.Parameter?.Type.TypeKind == TypeKind.Delegate && Delegates.BodyOf(argument.Value, frame, call) is { } body && CanEnter(body))
                for (var before = 0u; before != states;)
                {
                    before = states;
                    states |= Run(body, states, path);
                }

        return states;
    }

    // var net = model; makes nothing anew.
    private static bool IsAnotherName(IOperation operation, Frame frame) =>
        operation is ISimpleAssignmentOperation { Target: ILocalReferenceOperation local } && frame.AliasOf(local) is not null;

    // What a path through a body has found of its conditions.
    private readonly record struct Path(Conditions Conditions, int Found)
    {
        public static Path Unknown { get; } = new(Conditions.None, Conditions.Nothing);
    }

    private static bool CanEnter(Frame callee) => callee.Depth <= DeepestCall && callee.Caller?.IsWalking(callee.Graph) != true;

    private Dictionary<SyntaxNode, TrainingCall> LoopsOf(ControlFlowGraph graph) => _parameterLoops.TryGetValue(graph.OriginalOperation.Syntax, out var known)
        ? known
        : _parameterLoops[graph.OriginalOperation.Syntax] = ParameterLoops.In(graph, code.Torch);
}
