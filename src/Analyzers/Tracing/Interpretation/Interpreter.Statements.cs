using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

/// <summary>How a statement ends.</summary>
internal enum Completion
{
    Next,
    Break,
    Continue,
    Return,
}

internal sealed partial class Interpreter
{
    public Completion Execute(IOperation? statement)
    {
        budget.Step();
        // By kind, as expressions are evaluated.
        switch (statement?.Kind)
        {
            case null or OperationKind.Empty or OperationKind.LocalFunction:
                return Completion.Next;
            case OperationKind.Block:
                return ExecuteAll(((IBlockOperation)statement).Operations);
            case OperationKind.ExpressionStatement:
                Evaluate(((IExpressionStatementOperation)statement).Operation);
                return Completion.Next;
            case OperationKind.VariableDeclarationGroup:
                Declare((IVariableDeclarationGroupOperation)statement);
                return Completion.Next;
            case OperationKind.Conditional:
                return ExecuteIf((IConditionalOperation)statement);
            case OperationKind.Loop:
                return ExecuteLoop((ILoopOperation)statement);
            case OperationKind.Switch:
                return ExecuteSwitch((ISwitchOperation)statement);
            case OperationKind.Return or OperationKind.YieldReturn or OperationKind.YieldBreak:
                return ExecuteReturn((IReturnOperation)statement);
            case OperationKind.Branch:
                return ((IBranchOperation)statement).BranchKind switch
                {
                    BranchKind.Break => Completion.Break,
                    BranchKind.Continue => Completion.Continue,
                    _ => throw new TraceAbortedException("it jumps with goto"),
                };
            case OperationKind.Using:
                return ExecuteUsing((IUsingOperation)statement);
            case OperationKind.UsingDeclaration:
                return Execute(((IUsingDeclarationOperation)statement).DeclarationGroup);
            case OperationKind.Lock:
                return Execute(((ILockOperation)statement).Body);
            case OperationKind.Labeled:
                return Execute(((ILabeledOperation)statement).Operation);
            case OperationKind.Try:
                return ExecuteTry((ITryOperation)statement);
            case OperationKind.MethodBody:
                return Execute(((IMethodBodyOperation)statement).BlockBody ?? ((IMethodBodyOperation)statement).ExpressionBody);
            default:
                Evaluate(statement);
                return Completion.Next;
        }
    }

    private Completion ExecuteAll(ImmutableArray<IOperation> statements, int start = 0)
    {
        for (var i = start; i < statements.Length; i++)
        {
            if (Execute(statements[i]) is var completion and not Completion.Next)
                return completion;
            if (statements[i].Kind == OperationKind.UsingDeclaration && statements[i] is IUsingDeclarationOperation declaration && ModeOf(declaration.DeclarationGroup) is not null)
                return ExecuteRest(declaration, statements, i + 1);
        }

        return Completion.Next;
    }

    private Completion ExecuteUsing(IUsingOperation scope)
    {
        Execute(scope.Resources);
        return Under(scope.Resources, () => Execute(scope.Body));
    }

    // A using declaration holds to the end of its block.
    private Completion ExecuteRest(IUsingDeclarationOperation declaration, ImmutableArray<IOperation> statements, int start) =>
        Under(declaration.DeclarationGroup, () => ExecuteAll(statements, start));

    private void Declare(IVariableDeclarationGroupOperation group)
    {
        foreach (var declaration in group.Declarations)
            foreach (var variable in declaration.Declarators)
            {
                var initializer = variable.Initializer ?? declaration.Initializer;
                _frame.Declare(variable.Symbol, initializer is null ? DefaultOf(variable.Symbol.Type) : Evaluate(initializer.Value));
            }
    }

    private Completion ExecuteIf(IConditionalOperation condition)
    {
        if (IsBesideThePoint(condition))
            return PassOver(condition);

        bool? wish = OnlyThrows(condition.WhenTrue) ? false : condition.WhenFalse is { } other && OnlyThrows(other) ? true : null;
        return Decide(condition.Condition, wish) ? Execute(condition.WhenTrue) : Execute(condition.WhenFalse);
    }

    /// <summary>Whether a statement, or a whole body, comes to nothing but an exception.</summary>
    public static bool OnlyThrows(IOperation statement) => statement switch
    {
        IThrowOperation => true,
        IReturnOperation { ReturnedValue: { } value } => OnlyThrows(value),
        IExpressionStatementOperation { Operation: IThrowOperation } => true,
        IConversionOperation { Operand: IThrowOperation } => true,
        IBlockOperation { Operations: { Length: > 0 } operations } => operations.Take(operations.Length - 1).All(inner => inner is IExpressionStatementOperation or IVariableDeclarationGroupOperation) && OnlyThrows(operations[operations.Length - 1]),
        _ => false,
    };

    private Completion ExecuteSwitch(ISwitchOperation choice)
    {
        var value = Evaluate(choice.Value);
        var cases = choice.Cases.SelectMany(section => section.Clauses, (section, clause) => (section, clause));
        foreach (var (section, clause) in cases.OrderBy(pair => pair.clause.CaseKind == CaseKind.Default))
        {
            var holds = clause switch
            {
                ISingleValueCaseClauseOperation single => Truth(Compare(BinaryOperatorKind.Equals, value, Evaluate(single.Value))),
                IPatternCaseClauseOperation pattern => Truth(Matches(pattern.Pattern, value)) && (pattern.Guard is null || Decide(pattern.Guard)),
                IDefaultCaseClauseOperation => true,
                _ => choices.Next(null),
            };
            if (holds)
                return ExecuteAll(section.Body) is var completion && completion == Completion.Break ? Completion.Next : completion;
        }

        return Completion.Next;
    }

    private Completion ExecuteReturn(IReturnOperation result)
    {
        switch (result.Kind)
        {
            case OperationKind.YieldReturn:
                (_frame.Yielded ??= new ListValue([], _scope)).Add(Evaluate(result.ReturnedValue), _scope);
                return Completion.Next;
            case OperationKind.YieldBreak:
                return Completion.Return;
            default:
                _frame.Returned = result.ReturnedValue is null ? null : Evaluate(result.ReturnedValue);
                return Completion.Return;
        }
    }

    // What catch does is not what a healthy run does.
    private Completion ExecuteTry(ITryOperation attempt)
    {
        var completion = Execute(attempt.Body);
        var last = attempt.Finally is null ? Completion.Next : Execute(attempt.Finally);
        return last == Completion.Next ? completion : last;
    }

    private bool Decide(IOperation condition, bool? wish = null)
    {
        budget.Step();
        switch (condition)
        {
            case IParenthesizedOperation inner:
                return Decide(inner.Operand, wish);
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, OperatorMethod: null } negation:
                return !Decide(negation.Operand, !wish);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd, OperatorMethod: null } both:
                return Decide(both.LeftOperand, wish) && Decide(both.RightOperand, wish);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr, OperatorMethod: null } either:
                return Decide(either.LeftOperand, wish) || Decide(either.RightOperand, wish);
            default:
                return Truth(Evaluate(condition), wish);
        }
    }

    private bool Truth(AbstractValue value, bool? wish = null) => value is ConstantValue { Value: bool known } ? known : choices.Next(value.Name, wish);

    /// <summary>Whether a statement can make no difference to any module, so that no way through it need be chosen.</summary>
    private bool IsBesideThePoint(IOperation statement) => SkipsWhatMakesNoModule && !Relevance.Concerns(statement, Torch);

    private Completion PassOver(IOperation statement)
    {
        LoseTrack();
        foreach (var target in source.MutationsOf(statement))
            Forget(target, "it is set by code that makes no module");

        return Completion.Next;
    }

    private void Forget(IOperation target, string reason)
    {
        var value = Evaluate(target);
        switch (value)
        {
            case ListValue list:
                list.Elements.Add(Unknown(reason));
                break;
            case NumberTable table:
                table.Cut();
                break;
            case TensorValue:
                Assign(target, EmitUnknown("loop", [value], reason, target.Syntax));
                break;
            default:
                Assign(target, Unknown(reason));
                break;
        }
    }
}
