using GradGuard.Signal;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tracing;

/// <summary>
/// RNNCell, GRUCell and LSTMCell, which code calls once a step. Calls that hand the state on from step to step of one sequence are one
/// recurrent layer over that sequence, however the loop is written and whether or not its length is known; any other call is a layer of
/// one step.
/// </summary>
internal static class UnrolledCells
{
    public static bool IsKnown(string name) => name is "RNNCell" or "GRUCell" or "LSTMCell";

    /// <summary>One step: the state, or state and memory, after it.</summary>
    public static AbstractValue Call(Interpreter interpreter, LayerModule cell, string path, IReadOnlyList<AbstractValue> inputs, SyntaxNode? use)
    {
        var input = inputs[0] as TensorValue ?? new TensorValue(interpreter.Graph!, interpreter.NodeOf(inputs[0], use));
        var steps = StepInput.Of(input, cell.Arguments.Size("inputSize"));
        var before = inputs.Count > 1 ? StateOf(inputs[1]) : null;
        if (before is TensorValue { Meaning: CellState state } && ReferenceEquals(state.Cell, cell) && state.Steps.IsLike(steps))
        {
            Lengthen(state, isCounted: interpreter.Scope is null);
            return Result(cell, new TensorValue(state.Graph, state.Value));
        }

        var sequence = steps.OfSequence(interpreter, use).Node;
        int[] sources = before is not null && IsComputed(interpreter, before) ? [sequence, interpreter.NodeOf(before, use)] : [sequence];
        var step = (RecurrentNode)cell.Model!.Node(new LayerCall(cell, path, sources)) with { SharesWeights = interpreter.Scope is not null && cell.Scope is null, RepeatsInput = !steps.IsStep };
        var recurrence = interpreter.Emit(interpreter.Scope is not null && sources.Length == 1 ? step with { Steps = Size.Unknown } : step, use, cell);
        var place = interpreter.Graph!.Count;
        return Result(cell, interpreter.Emit(
            new SelectNode(interpreter.OperationPath("state"), [recurrence.Node]), use, meaning: new CellState(interpreter.Graph, recurrence.Node, place, cell, steps)));
    }

    /// <summary>What a list of what a loop computed at each step holds, as one sequence; null where it is no such list.</summary>
    public static TensorValue? Joined(Interpreter interpreter, ListValue list, SyntaxNode? use)
    {
        StepInput? all = null;
        var count = 0L;
        foreach (var element in list.Elements)
            foreach (var part in element is RepeatedElements group ? group.Elements : [element])
            {
                if (part is not TensorValue tensor || StepInput.Of(tensor, Size.Unknown) is not { IsStep: true } step || all?.IsLike(step) == false)
                    return null;

                all ??= step;
                count++;
            }

        // Some steps of a sequence are not all of them.
        var isWhole = all is not null && (!list.HasKnownLength || all.Sequences.Any(sequence => sequence is RecurrentNode { Steps.Value: { } length } && length == count));
        return isWhole ? all!.OfSequence(interpreter, use) : null;
    }

    private static AbstractValue? StateOf(AbstractValue given) => given switch
    {
        TupleValue { Elements: { Length: > 0 } parts } => parts[0],
        _ => given,
    };

    // Zeros, a null, and what a caller gives for a state of its own say nothing of the model; a value that it has computed does.
    private static bool IsComputed(Interpreter interpreter, AbstractValue state) => state is UnknownValue
        || (state is TensorValue tensor && !(tensor.Graph[tensor.Node] is InputNode && tensor.Graph.IsOutermost && ReferenceEquals(tensor.Graph, interpreter.Graph)));

    private static void Lengthen(CellState state, bool isCounted)
    {
        var known = (RecurrentNode)state.Graph[state.Recurrence];
        if (known.Steps.Value is { } steps)
            state.Graph.Replace(state.Recurrence, known with { Steps = isCounted ? Size.Of(steps + 1) : Size.Unknown });
    }

    private static AbstractValue Result(LayerModule cell, TensorValue state) => cell.Type.Name == "LSTMCell" ? new TupleValue([state, state]) : state;
}
