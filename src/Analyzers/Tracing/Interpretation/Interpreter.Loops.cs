using GradGuard.Signal;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

internal sealed partial class Interpreter
{
    private readonly List<(string Difference, int Sign)> _facts = [];
    private readonly HashSet<ILoopOperation> _tedious = [];

    private Completion ExecuteLoop(ILoopOperation loop)
    {
        if (IsBesideThePoint(loop))
            return PassOver(loop);

        return loop switch
        {
            IForLoopOperation counting => ExecuteFor(counting),
            IForEachLoopOperation each => ExecuteForEach(each),
            IWhileLoopOperation repeated => ExecuteWhile(repeated),
            _ => PassOver(loop),
        };
    }

    private Completion ExecuteFor(IForLoopOperation loop)
    {
        ExecuteAll(loop.Before);
        if (CountedLoop.Of(loop, Evaluate) is { } counted)
            return ExecuteCounted(loop, counted);

        for (var turns = 0; ; turns++)
        {
            LimitTurns(turns);
            var condition = loop.Condition is null ? ConstantValue.True : Evaluate(loop.Condition);
            if (condition is not ConstantValue { Value: bool goes })
                return GiveUp(loop);
            if (!goes)
                return Completion.Next;
            if (IsTedious(loop, turns))
                return PassOver(loop);
            if (Leaves(Execute(loop.Body), out var completion))
                return completion;

            ExecuteAll(loop.AtLoopBottom);
        }
    }

    // Tables of positions and the like: nothing in them makes a module or computes on tensors of the model.
    private bool IsTedious(ILoopOperation loop, int turns)
    {
        if (turns >= Budget.TediousTurns && !Relevance.Concerns(loop, Torch) && !source.MutationsOf(loop).Any(target => Evaluate(target) is TensorValue or IModuleValue))
            _tedious.Add(loop);

        return _tedious.Contains(loop);
    }

    private Completion ExecuteWhile(IWhileLoopOperation loop)
    {
        for (var turns = 0; ; turns++)
        {
            LimitTurns(turns);
            if (loop.ConditionIsTop || turns > 0)
            {
                if (Evaluate(loop.Condition) is not ConstantValue { Value: bool condition })
                    return GiveUp(loop);
                if (condition == loop.ConditionIsUntil)
                    return Completion.Next;
            }

            if (Leaves(Execute(loop.Body), out var completion))
                return completion;
        }
    }

    private Completion ExecuteForEach(IForEachLoopOperation loop)
    {
        var collection = Evaluate(loop.Collection);
        if (Sequences.ElementsOf(collection) is { } list)
            return ExecuteOver(list, loop);

        if (collection.Name is not { } name)
            return GiveUp(loop);

        // A sequence from outside: its length is a name, and so is an element.
        var element = ElementType(loop);
        var count = SymbolicNumber.Named(name + ".Length");
        var isFirst = HasFirstTurn(loop, index: null);
        if (isFirst)
        {
            BindElement(loop, FromOutside($"{name}[0]", element));
            if (Leaves(Execute(loop.Body), out var completion))
                return completion;
        }

        var remaining = isFirst ? SymbolicNumber.Subtract(count, ConstantValue.Of(1L)) : count;
        return Repeat((SymbolicNumber)remaining, loop, () =>
        {
            BindElement(loop, FromOutside($"{name}[i]", element));
            return Execute(loop.Body);
        });
    }

    private Completion ExecuteOver(ListValue list, IForEachLoopOperation loop)
    {
        var elements = list.Elements.ToList();
        foreach (var element in elements)
        {
            budget.Step();
            if (element is RepeatedElements group)
            {
                var ended = Repeat(group.Scope.Count, loop, () =>
                {
                    foreach (var inner in group.Elements)
                    {
                        BindElement(loop, inner);
                        if (Leaves(Execute(loop.Body), out var completion))
                            return completion;
                    }

                    return Completion.Next;
                });
                if (ended == Completion.Return)
                    return ended;
            }
            else
            {
                BindElement(loop, element);
                if (Leaves(Execute(loop.Body), out var completion))
                    return completion;
            }
        }

        return Completion.Next;
    }

    private void BindElement(IForEachLoopOperation loop, AbstractValue element)
    {
        switch (loop.LoopControlVariable)
        {
            case IVariableDeclaratorOperation variable:
                _frame.Declare(variable.Symbol, element);
                break;
            case { } target:
                Assign(target, element);
                break;
        }
    }

    private static ITypeSymbol? ElementType(IForEachLoopOperation loop) =>
        (loop.LoopControlVariable as IVariableDeclaratorOperation)?.Symbol.Type ?? loop.LoopControlVariable.Type;

    /// <summary>A loop over an index whose bound is a name: first turn apart where the body tells it from the others, the rest as one block.</summary>
    private Completion ExecuteCounted(IForLoopOperation loop, CountedLoop counted)
    {
        AbstractValue start = counted.Start, count = SymbolicNumber.Subtract(counted.End, start);
        var end = counted.End;
        var comparesIndex = LoopBody.ComparesOutside(loop, counted.Index);
        var facts = _facts.Count;
        if (comparesIndex)
            // A depth that the code leaves open is a deep one: its first turn is not its last.
            Know(start, SymbolicNumber.Subtract(end, ConstantValue.Of(1L)), -1);

        if (HasFirstTurn(loop, counted.Index))
        {
            _frame.Write(counted.Index, start);
            if (Leaves(Execute(loop.Body), out var completion))
                return completion;

            start = SymbolicNumber.Add(start, ConstantValue.Of(1L));
            count = SymbolicNumber.Subtract(count, ConstantValue.Of(1L));
        }

        if (comparesIndex)
            count = SymbolicNumber.Subtract(count, ConstantValue.Of(1L));

        var ended = Completion.Next;
        if (count is SymbolicNumber many)
        {
            var index = SymbolicNumber.Named(counted.Index.Name);
            Know(index, counted.Start, comparesIndex ? 1 : 0);
            Know(index, comparesIndex ? SymbolicNumber.Subtract(end, ConstantValue.Of(1L)) : end, -1);
            ended = Repeat(many, loop, () =>
            {
                _frame.Write(counted.Index, index);
                return Execute(loop.Body);
            });
        }

        if (comparesIndex && ended == Completion.Next)
        {
            _frame.Write(counted.Index, SymbolicNumber.Subtract(end, ConstantValue.Of(1L)));
            Leaves(Execute(loop.Body), out ended);
        }

        _facts.RemoveRange(facts, _facts.Count - facts);
        _frame.Write(counted.Index, end);
        return ended;
    }

    private bool HasFirstTurn(ILoopOperation loop, ISymbol? index) =>
        (index is not null && LoopBody.ComparesOutside(loop, index))
        || source.MutationsOf(loop.Body).Any(target => Evaluate(target) is SymbolicNumber or ConstantValue or OpaqueValue);

    /// <summary>One walk through a body that stands for many; tensors that it carries from turn to turn make a repeated node.</summary>
    private Completion Repeat(SymbolicNumber count, ILoopOperation loop, Func<Completion> turn)
    {
        var carried = source.MutationsOf(loop.Body);
        foreach (var target in carried)
            if (Evaluate(target) is SymbolicNumber or ConstantValue { Value: long } && !LoopBody.SetsToInvariant(loop, target))
                Assign(target, SymbolicNumber.Named(NameOf(target)));

        var slots = carried.Where(target => Evaluate(target) is TensorValue)
            .Select(target => new Slot(() => Evaluate(target), value => Assign(target, value)));
        var ended = Completion.Next;
        Repeat(count, [.. slots], () => ended = turn(), loop.Syntax);
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
            return;
        }

        var before = carried.Select(slot => slot.Read()).ToList();
        Graph = new GraphBuilder(origins, outerGraph);
        var entries = carried.Select(_ => Emit(new InputNode("input"), use)).ToList();
        for (var i = 0; i < carried.Count; i++)
            carried[i].Write(entries[i]);

        block();
        var inner = Graph;
        Graph = outerGraph;
        _scope = outerScope;

        if (carried.Count != 1)
            LoseTrack();
        var after = carried.Select(slot => slot.Read()).ToList();
        var inputs = before.Select(value => NodeOf(value, use)).ToList();
        for (var i = 0; i < carried.Count; i++)
        {
            LayerNode node = carried.Count == 1 && after[i] is TensorValue output && ReferenceEquals(output.Graph, inner)
                ? new RepeatNode(
                    OperationPath(count.ToString()), [.. inputs, .. inner.Imports], inner.BuildBlock(entries[i].Node, output.Node), Size.Named(count.ToString()))
                : new UnknownNode(OperationPath("loop"), inputs, "a loop of unknown length that carries several tensors");
            carried[i].Write(Emit(node, use));
        }
    }

    /// <summary>Left minus right as far as it is known: the sign of a number, or of one that holds a loop's index.</summary>
    private int? SignOfDifference(AbstractValue left, AbstractValue right)
    {
        if (!SymbolicNumber.IsNumber(left) || !SymbolicNumber.IsNumber(right))
            return null;

        var difference = SymbolicNumber.Subtract(left, right);
        if (difference is ConstantValue { Value: long number })
            return Math.Sign(number);

        var text = difference.ToString();
        foreach (var (known, sign) in _facts)
            if (known == text)
                return sign;

        return null;
    }

    private void Know(AbstractValue index, AbstractValue bound, int sign)
    {
        if (sign == 0)
            return;

        _facts.Add((SymbolicNumber.Subtract(index, bound).ToString(), sign));
        _facts.Add((SymbolicNumber.Subtract(bound, index).ToString(), -sign));
    }

    private Completion GiveUp(ILoopOperation loop)
    {
        LoseTrack();
        foreach (var target in source.MutationsOf(loop))
            Forget(target, "a loop whose number of turns only a run knows");

        return Completion.Next;
    }

    private static void LimitTurns(int turns)
    {
        if (turns > Budget.MostTurns)
            throw new TraceAbortedException("a loop takes too many turns to follow");
    }

    // Whether a turn ends the loop, and how the loop then ends.
    private static bool Leaves(Completion turn, out Completion completion)
    {
        completion = turn == Completion.Return ? Completion.Return : Completion.Next;
        return turn is Completion.Return or Completion.Break;
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
internal sealed record Slot(Func<AbstractValue> Read, Action<AbstractValue> Write);
