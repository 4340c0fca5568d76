using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

internal sealed partial class Interpreter
{
    private readonly List<(string Difference, int Sign)> _facts = [];

    /// <summary>A loop over an index whose bound is a name: first turn apart where the body tells it from the others, the rest as one block.</summary>
    private Completion ExecuteCounted(ILoopOperation loop, CountedLoop counted)
    {
        AbstractValue start = counted.Start, count = SymbolicNumber.Subtract(counted.End, start);
        var end = counted.End;
        var comparesIndex = LoopBody.ComparesOutside(loop, counted.Index);
        var facts = _facts.Count;
        if (comparesIndex)
            // A depth that the code leaves open is a deep one: its first turn is not its last.
            Know(start, SymbolicNumber.Subtract(end, ConstantValue.Integer(1)), -1);

        if (HasFirstTurn(loop, counted.Index))
        {
            _frame.Write(counted.Index, start);
            if (Leaves(Execute(loop.Body), out var completion))
                return completion;

            start = SymbolicNumber.Add(start, ConstantValue.Integer(1));
            count = SymbolicNumber.Subtract(count, ConstantValue.Integer(1));
        }

        if (comparesIndex)
            count = SymbolicNumber.Subtract(count, ConstantValue.Integer(1));

        var ended = Completion.Next;
        if (count is SymbolicNumber many)
        {
            var index = SymbolicNumber.Named(counted.Index.Name);
            Know(index, counted.Start, comparesIndex ? 1 : 0);
            Know(index, comparesIndex ? SymbolicNumber.Subtract(end, ConstantValue.Integer(1)) : end, -1);
            ended = Repeat(many, loop, () =>
            {
                _frame.Write(counted.Index, index);
                return Execute(loop.Body);
            });
        }

        if (comparesIndex && ended == Completion.Next)
        {
            _frame.Write(counted.Index, SymbolicNumber.Subtract(end, ConstantValue.Integer(1)));
            Leaves(Execute(loop.Body), out ended);
        }

        _facts.RemoveRange(facts, _facts.Count - facts);
        _frame.Write(counted.Index, end);
        return ended;
    }

    // A loop over the columns of an input that takes one of the model's modules at each turn, such as an embedding of each column, has as many
    // turns as there are modules; how many columns there are only a run knows.
    private long? TurnsByModules(IForLoopOperation loop, CountedLoop counted)
    {
        if (counted.Start is not ConstantValue { Value: 0L })
            return null;

        var lengths = loop.Body.Descendants().Select(ModulesAt).Where(length => length is not null).Distinct().ToList();
        return lengths.Count == 1 ? lengths[0] : null;

        long? ModulesAt(IOperation operation) => operation is IPropertyReferenceOperation { Property.IsIndexer: true, Instance: IFieldReferenceOperation or IPropertyReferenceOperation or ILocalReferenceOperation, Arguments: { Length: 1 } given } element
            && IsIndex(given[0].Value) && Torch.IsModule(element.Type) && Sequences.ElementsOf(Evaluate(element.Instance)) is { HasKnownLength: true, Elements.Count: > 0 and <= Budget.MostTurns } list
            ? list.Elements.Count
            : null;

        bool IsIndex(IOperation value) => value is IConversionOperation conversion ? IsIndex(conversion.Operand) : value is ILocalReferenceOperation local && TorchSharpContext.Same(local.Local, counted.Index);
    }

    private Completion ExecuteTurns(IForLoopOperation loop, CountedLoop counted, long turns)
    {
        for (var turn = 0L; turn < turns; turn++)
        {
            budget.Step();
            _frame.Write(counted.Index, ConstantValue.Of(turn));
            if (Leaves(Execute(loop.Body), out var completion))
                return completion;
        }

        _frame.Write(counted.Index, counted.End);
        return Completion.Next;
    }

    private bool HasFirstTurn(ILoopOperation loop, ISymbol? index)
    {
        return (index is not null && LoopBody.ComparesOutside(loop, index))
            || source.MutationsOf(loop.Body).Any(target => !IsIndex(target) && Evaluate(target) is var value && (value is SymbolicNumber or ConstantValue or OpaqueValue || Slot.StartsFromData(value)))
            || LoopBody.CallsCell(loop);

        // A while loop counts in its body.
        bool IsIndex(IOperation target) => target is ILocalReferenceOperation local && TorchSharpContext.Same(local.Local, index);
    }

    // A tensor that only the first turn makes, such as a sum that starts from nothing or a state that starts from zeros.
    private bool MakesTensorAtFirst(ILoopOperation loop) => LoopBody.CallsCell(loop)
        || source.MutationsOf(loop.Body).Any(target => Evaluate(target) is var value && (Slot.StartsFromData(value) || (Torch.IsTensor(target.Type) && value is ConstantValue { Value: null })));

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
}
