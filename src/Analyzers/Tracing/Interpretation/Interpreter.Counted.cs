using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

internal sealed partial class Interpreter
{
    private readonly List<(string Difference, int Sign)> _facts = [];

    /// <summary>A loop over an index whose bound is a name: turns that the body tells from the others apart, the rest as one block.</summary>
    private Completion ExecuteCounted(ILoopOperation loop, CountedLoop counted)
    {
        var (start, end) = (counted.Start, counted.End);
        var comparesIndex = LoopBody.ComparesOutside(loop, counted.Index);
        var facts = _facts.Count;
        if (comparesIndex)
            // A depth that the code leaves open is a deep one: its first turn is not its last.
            Know(start, SymbolicNumber.Subtract(end, ConstantValue.Integer(1)), -1);

        var (leading, trailing) = SinglesAt(loop, counted);
        var first = SymbolicNumber.Add(start, ConstantValue.Integer(Math.Max(leading, HasFirstTurn(loop, counted.Index) ? 1 : 0)));
        var last = SymbolicNumber.Subtract(end, ConstantValue.Integer(Math.Max(trailing, comparesIndex ? 1 : 0)));
        var ended = TurnApart(loop, counted.Index, start, first);
        if (ended == Completion.Next && SymbolicNumber.Subtract(last, first) is SymbolicNumber many)
        {
            var index = SymbolicNumber.Named(counted.Index.Name);
            Know(index, start, comparesIndex ? 1 : 0);
            Know(index, comparesIndex ? SymbolicNumber.Subtract(end, ConstantValue.Integer(1)) : end, -1);
            ended = Repeat(many, loop, () =>
            {
                _frame.Write(counted.Index, index);
                return Execute(loop.Body);
            });
        }

        if (ended == Completion.Next)
            ended = TurnApart(loop, counted.Index, last, end);

        _facts.RemoveRange(facts, _facts.Count - facts);
        _frame.Write(counted.Index, end);
        return ended == Completion.Break ? Completion.Next : ended;
    }

    // Turns one by one, from one index up to another.
    private Completion TurnApart(ILoopOperation loop, ISymbol index, AbstractValue from, AbstractValue to)
    {
        for (var turn = from; SymbolicNumber.Difference(to, turn) > 0; turn = SymbolicNumber.Add(turn, ConstantValue.Integer(1)))
        {
            _frame.Write(index, turn);
            if (Leaves(Execute(loop.Body), out var completion))
                return completion == Completion.Next ? Completion.Break : completion;
        }

        return Completion.Next;
    }

    // The body may take a layer of a list at every turn, whose first or last one stands apart from those that a loop has put in.
    private (long Leading, long Trailing) SinglesAt(ILoopOperation loop, CountedLoop counted)
    {
        var (leading, trailing) = (0L, 0L);
        foreach (var operation in loop.Body.Descendants())
        {
            var (instance, index) = operation switch
            {
                IPropertyReferenceOperation { Property.IsIndexer: true, Arguments: { Length: 1 } given } element => (element.Instance, given[0].Value),
                IArrayElementReferenceOperation { Indices: { Length: 1 } indices } element => (element.ArrayReference, indices[0]),
                _ => (null, null),
            };
            if (instance is not (IFieldReferenceOperation or IPropertyReferenceOperation or ILocalReferenceOperation) || !IsIndex(index!, counted.Index)
                || Sequences.ElementsOf(Evaluate(instance)) is not { HasKnownLength: false } list)
                continue;

            if (counted.Start is ConstantValue { Value: long start })
                leading = Math.Max(leading, list.Leading - start);
            if (SymbolicNumber.Difference(list.Count, counted.End) is { } beyond)
                trailing = Math.Max(trailing, list.Trailing - beyond);
        }

        return (leading, trailing);
    }

    private static bool IsIndex(IOperation value, ISymbol index) => value switch
    {
        IConversionOperation conversion => IsIndex(conversion.Operand, index),
        ILocalReferenceOperation local => TorchSharpContext.Same(local.Local, index),
        IParameterReferenceOperation parameter => TorchSharpContext.Same(parameter.Parameter, index),
        _ => false,
    };

    // A loop over the columns of an input that takes one of the model's modules at each turn, such as an embedding of each column, has as many
    // turns as there are modules; how many columns there are only a run knows.
    private int? TurnsByModules(IForLoopOperation loop, CountedLoop counted) => counted.Start is ConstantValue { Value: 0L } ? ModulesTakenAt(loop.Body, counted.Index) : null;

    /// <summary>How long the list is from which a body of code takes the module at an index; null where it takes none or from lists of several lengths.</summary>
    public int? ModulesTakenAt(IOperation body, ISymbol index)
    {
        var lengths = body.Descendants().Select(LengthAt).Where(length => length is not null).Distinct().ToList();
        return lengths.Count == 1 ? lengths[0] : null;

        int? LengthAt(IOperation operation) => operation is IPropertyReferenceOperation { Property.IsIndexer: true, Instance: IFieldReferenceOperation or IPropertyReferenceOperation or ILocalReferenceOperation, Arguments: { Length: 1 } given } element
            && IsIndex(given[0].Value, index) && Torch.IsModule(element.Type) && Sequences.ElementsOf(Evaluate(element.Instance)) is { HasKnownLength: true, Elements.Count: > 0 and <= Budget.MostTurns } list
            ? list.Elements.Count
            : null;
    }

    private Completion ExecuteTurns(IForLoopOperation loop, CountedLoop counted, int turns)
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
