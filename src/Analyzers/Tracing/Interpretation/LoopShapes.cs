using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

/// <summary>for (…; i &lt; end; i++), or the same with while: a loop whose number of turns is end minus start.</summary>
internal sealed record CountedLoop(ISymbol Index, AbstractValue Start, AbstractValue End)
{
    /// <summary>The loop's count; null where it counts another way. Evaluates only what the condition evaluates anyway.</summary>
    public static CountedLoop? Of(IForLoopOperation loop, Func<IOperation, AbstractValue> evaluate) =>
        loop.AtLoopBottom.Length == 1 ? Of(loop.Condition, loop.AtLoopBottom[0], evaluate) : null;

    /// <inheritdoc cref="Of(IForLoopOperation, Func{IOperation, AbstractValue})"/>
    /// <remarks>It counts once at every turn of its body, which nothing leaves or cuts short: as a statement, or where it takes an element.</remarks>
    public static CountedLoop? Of(IWhileLoopOperation loop, Func<IOperation, AbstractValue> evaluate)
    {
        if (loop is not { ConditionIsTop: true, ConditionIsUntil: false, Condition: IBinaryOperation condition } || IndexOf(Unwrap(condition.LeftOperand)) is not var (index, _)
            || loop.Body.Descendants().Any(operation => operation is IBranchOperation))
            return null;

        var steps = loop.Body.Descendants().Where(operation => operation switch
        {
            IAssignmentOperation assignment => IsIndex(assignment.Target, index.Local),
            IIncrementOrDecrementOperation step => IsIndex(step.Target, index.Local),
            _ => false,
        }).ToList();
        return steps.Count == 1 && IsAtEveryTurn(steps[0], loop) ? Of(loop.Condition, steps[0], evaluate) : null;
    }

    private static bool IsAtEveryTurn(IOperation step, ILoopOperation loop)
    {
        for (var outer = step.Parent; outer is not null && !ReferenceEquals(outer, loop); outer = outer.Parent)
            if (outer is ILoopOperation or IConditionalOperation or IConditionalAccessOperation or ICoalesceOperation or ISwitchOperation or ISwitchExpressionOperation or IAnonymousFunctionOperation or ILocalFunctionOperation or ITryOperation
                or IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr })
                return false;

        return true;
    }

    private static CountedLoop? Of(IOperation? compared, IOperation step, Func<IOperation, AbstractValue> evaluate)
    {
        if (compared is not IBinaryOperation { OperatorMethod: null } condition
            || IndexOf(Unwrap(condition.LeftOperand)) is not var (index, ahead)
            || !CountsUp(step, index.Local))
            return null;

        var start = evaluate(index);
        if (!SymbolicNumber.IsNumber(start) || evaluate(condition.RightOperand) is not SymbolicNumber limit || SymbolicNumber.Subtract(limit, ConstantValue.Of(ahead)) is not SymbolicNumber bound)
            return null;

        return condition.OperatorKind switch
        {
            BinaryOperatorKind.LessThan or BinaryOperatorKind.NotEquals => new(index.Local, start, bound),
            BinaryOperatorKind.LessThanOrEqual => new(index.Local, start, SymbolicNumber.Add(bound, ConstantValue.Integer(1))),
            _ => null,
        };
    }

    // i, or how far it looks ahead: i + 1 < sizes.Length.
    private static (ILocalReferenceOperation Index, long Ahead)? IndexOf(IOperation compared) => compared switch
    {
        ILocalReferenceOperation index => (index, 0),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, OperatorMethod: null } sum when Unwrap(sum.LeftOperand) is ILocalReferenceOperation index
            && sum.RightOperand.ConstantValue is { HasValue: true, Value: int or long } offset => (index, Convert.ToInt64(offset.Value, System.Globalization.CultureInfo.InvariantCulture)),
        _ => null,
    };

    private static bool CountsUp(IOperation step, ISymbol index) => (step is IExpressionStatementOperation statement ? statement.Operation : step) switch
    {
        IIncrementOrDecrementOperation { Kind: OperationKind.Increment } increment => IsIndex(increment.Target, index),
        ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add, Value.ConstantValue: { HasValue: true, Value: 1 or 1L } } sum =>
            IsIndex(sum.Target, index),
        _ => false,
    };

    private static bool IsIndex(IOperation target, ISymbol index) =>
        target is ILocalReferenceOperation local && TorchSharpContext.Same(local.Local, index);

    private static IOperation Unwrap(IOperation operation)
    {
        while (operation is IConversionOperation { IsImplicit: true } conversion)
            operation = conversion.Operand;

        return operation;
    }
}

/// <summary>What the body of a loop does with its variables.</summary>
internal static class LoopBody
{
    /// <summary>Whether the body compares the index, so that first or last turn may differ from the others.</summary>
    public static bool ComparesOutside(ILoopOperation loop, ISymbol index) => loop.Body.Descendants().Any(operation => operation switch
    {
        IBinaryOperation comparison when IsComparison(comparison.OperatorKind) =>
            Mentions(comparison.LeftOperand, index) || Mentions(comparison.RightOperand, index),
        IIsPatternOperation pattern => Mentions(pattern.Value, index),
        ISwitchExpressionOperation choice => Mentions(choice.Value, index),
        _ => false,
    });

    /// <summary>Whether every assignment of the target in the body gives it the same value at every turn.</summary>
    public static bool SetsToInvariant(ILoopOperation loop, IOperation target)
    {
        var changed = new HashSet<ISymbol?>(loop.Body.Descendants().OfType<IAssignmentOperation>().Select(a => Symbol(a.Target)), SymbolEqualityComparer.Default);
        foreach (var local in loop.Locals)
            changed.Add(local);

        return loop.Body.Descendants().All(operation => operation switch
        {
            ISimpleAssignmentOperation assignment when Same(assignment.Target) =>
                assignment.Value.DescendantsAndSelf().All(part => Symbol(part) is not { } symbol || !changed.Contains(symbol))
                && !assignment.Value.DescendantsAndSelf().OfType<IInvocationOperation>().Any(),
            IAssignmentOperation assignment => !Same(assignment.Target),
            IIncrementOrDecrementOperation step => !Same(step.Target),
            _ => true,
        });

        bool Same(IOperation other) => Symbol(other) is { } symbol && TorchSharpContext.Same(symbol, Symbol(target));
    }

    /// <summary>Whether the body runs a recurrent cell, whose first turn starts from what stands before the loop and all others from its state.</summary>
    public static bool CallsCell(ILoopOperation loop) => loop.Body.Descendants()
        .Any(operation => operation is IInvocationOperation { TargetMethod.Name: "call" or "forward", Instance.Type.Name: { } type } && UnrolledCells.IsKnown(type));

    private static bool IsComparison(BinaryOperatorKind kind) => kind
        is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals or BinaryOperatorKind.LessThan
        or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual;

    private static bool Mentions(IOperation operation, ISymbol symbol) =>
        operation.DescendantsAndSelf().Any(part => part is ILocalReferenceOperation local && TorchSharpContext.Same(local.Local, symbol));

    private static ISymbol? Symbol(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation field => field.Field,
        _ => null,
    };
}
