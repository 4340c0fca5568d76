using GradGuard.Signal;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

internal sealed partial class Interpreter
{
    /// <summary>One walk through a body that stands for many; tensors that it carries from turn to turn make a repeated node.</summary>
    private Completion Repeat(SymbolicNumber count, ILoopOperation loop, Func<Completion> turn)
    {
        var carried = source.MutationsOf(loop.Body);
        foreach (var target in carried)
            if (Evaluate(target) is SymbolicNumber or ConstantValue { Value: long } && !LoopBody.SetsToInvariant(loop, target))
                Assign(target, SymbolicNumber.Named(NameOf(target)));

        var slots = carried.SelectMany(target => Slot.In(() => Evaluate(target), value => Assign(target, value), isArray: target.Type is IArrayTypeSymbol));
        var ended = Completion.Next;
        Repeat(count, [.. slots], () => ended = turn(), loop.Syntax);
        // What a dry run makes of a tensor at each turn has a size that only a run knows.
        if (Graph is null)
            foreach (var target in carried)
                if (Evaluate(target) is DataTensor { IsLearned: false, Shape: not null } made)
                    Assign(target, made.Rearranged(null));
        return ended is Completion.Next or Completion.Continue
            ? Completion.Next
            : throw new TraceAbortedException("it leaves a loop of unknown length early");
    }

    /// <summary>Runs a block once on behalf of many turns.</summary>
    public void Repeat(SymbolicNumber count, IReadOnlyList<Slot> carried, Action block, SyntaxNode? use)
    {
        var outerScope = _scope;
        var outerGraph = Graph;
        _scope = new RepeatScope(count);
        if (outerGraph is null || carried.Count == 0)
        {
            block();
            _scope = outerScope;
            _isTrialExact &= outerGraph is not null;
            return;
        }

        var values = carried.Select(slot => slot.Read()).ToList();
        Graph = new GraphBuilder(origins, outerGraph);
        // Variables that hold the same tensor, as the state and the memory of one cell do, are one.
        var entries = new List<Entry>();
        foreach (var (slot, value) in carried.Zip(values, (slot, value) => (slot, value)))
        {
            if (entries.Find(known => known.IsOf(value)) is not { } entry)
                entries.Add(entry = new Entry(value, Emit(new InputNode("input"), use, meaning: (value as TensorValue)?.Meaning as CellState)));
            entry.Slots.Add(slot);
            slot.Write(entry.Inside);
        }

        block();
        var inner = Graph;
        Graph = outerGraph;
        _scope = outerScope;

        if (entries.Count != 1)
            LoseTrack();
        foreach (var kept in entries.Where(entry => entry.IsKept))
            kept.Restore(inner, NodeOf(kept.Before, use));

        var changed = entries.Where(entry => !entry.IsKept).ToList();
        var before = changed.ConvertAll(entry => NodeOf(entry.Before, use));
        var after = changed.Select(entry => entry.After).OfType<TensorValue>().Where(value => ReferenceEquals(value.Graph, inner)).Select(value => value.Node).ToList();
        if (after.Count < changed.Count)
        {
            for (var i = 0; i < changed.Count; i++)
                changed[i].Write(Emit(new UnknownNode(OperationPath("loop"), [before[i]], "a loop of unknown length that carries several tensors"), use));
            return;
        }

        NoteMode(Graph!.Count);
        var path = OperationPath(count.ToString());
        var finished = inner.Finish([.. changed.Select(entry => entry.Inside.Node)], after, turn =>
            new RepeatNode(path, [.. before, .. inner.Imports], turn, Size.Named(count.ToString()), changed.Count), new NodeOrigin(null, use));
        for (var i = 0; i < changed.Count; i++)
            changed[i].Write(finished.HandedOn(i, OperationPath("carried")));
    }

    private static string NameOf(IOperation target) => target switch
    {
        ILocalReferenceOperation local => local.Local.Name,
        IParameterReferenceOperation parameter => parameter.Parameter.Name,
        IFieldReferenceOperation field => field.Field.Name,
        _ => "value",
    };
}

/// <summary>A variable that a repeated block reads and writes.</summary>
internal sealed record Slot(Func<AbstractValue> Read, Action<AbstractValue> Write)
{
    /// <summary>The tensors that a variable holds: itself one, or a state of several, in a tuple or in an array with one of each layer.</summary>
    public static IEnumerable<Slot> In(Func<AbstractValue> read, Action<AbstractValue> write, bool isArray)
    {
        switch (read())
        {
            case TensorValue:
                return [new(read, write)];
            case TupleValue tuple:
                return Enumerable.Range(0, tuple.Elements.Length).SelectMany(i => In(
                    () => read() is TupleValue now && i < now.Elements.Length ? now.Elements[i] : read(),
                    value => write(read() is TupleValue now && i < now.Elements.Length ? new TupleValue(now.Elements.SetItem(i, value)) : value),
                    isArray: false));
            case ListValue { HasKnownLength: true } list when isArray:
                return Enumerable.Range(0, list.Elements.Count).SelectMany(i => In(() => list.Elements[i], value => list.Elements[i] = value, isArray: false));
            default:
                return [];
        }
    }

    /// <summary>Whether a variable holds a tensor that a first turn would replace by one of the model's, such as zeros for a state.</summary>
    public static bool StartsFromData(AbstractValue value) => value switch
    {
        TupleValue tuple => tuple.Elements.Any(StartsFromData),
        ListValue { HasKnownLength: true } list => list.Elements.Exists(StartsFromData),
        _ => value is DataTensor,
    };
}

/// <summary>A tensor that a repeated block takes from turn to turn, and the variables that hold it.</summary>
/// <param name="Before">What they hold before the first turn.</param>
/// <param name="Inside">What stands for it inside the block.</param>
internal sealed record Entry(AbstractValue Before, TensorValue Inside)
{
    public List<Slot> Slots { get; } = [];

    /// <summary>What the block leaves in the variables; null where they part ways.</summary>
    public TensorValue? After => Slots[0].Read() is TensorValue first && Slots.TrueForAll(slot => AreSame(slot.Read(), first)) ? first : null;

    /// <summary>Whether no turn changes it, as none does that a recurrence over all steps stands for.</summary>
    public bool IsKept => Slots.TrueForAll(slot => AreSame(slot.Read(), Inside) || AreSame(slot.Read(), Before));

    public bool IsOf(AbstractValue value) => AreSame(Before, value);

    public void Restore(GraphBuilder inner, int outside)
    {
        inner.Adopt(outside, Inside.Node);
        Write(Before);
    }

    public void Write(AbstractValue value)
    {
        foreach (var slot in Slots)
            slot.Write(value);
    }

    private static bool AreSame(AbstractValue one, AbstractValue other) => ReferenceEquals(one, other)
        || (one is TensorValue first && other is TensorValue second && ReferenceEquals(first.Graph, second.Graph) && first.Node == second.Node);
}
