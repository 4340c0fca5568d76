using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

internal sealed partial class Interpreter
{
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
            return TurnsByModules(loop, counted) is { } turns ? ExecuteTurns(loop, counted, turns) : ExecuteCounted(loop, counted);

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
        if (CountedLoop.Of(loop, Evaluate) is { } counted)
            return ExecuteCounted(loop, counted);

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
        if ((Sequences.ElementsOf(collection) ?? KnownText.Characters(collection)) is { } list)
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

        var remaining = isFirst ? SymbolicNumber.Subtract(count, ConstantValue.Integer(1)) : count;
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
                var count = group.Scope.Count;
                if (MakesTensorAtFirst(loop) && SymbolicNumber.Subtract(count, ConstantValue.Integer(1)) is SymbolicNumber others)
                {
                    if (Leaves(Turn(), out var first))
                        return first;
                    count = others;
                }

                var ended = Repeat(count, loop, Turn);

                Completion Turn()
                {
                    foreach (var inner in group.Elements)
                    {
                        BindElement(loop, inner);
                        if (Leaves(Execute(loop.Body), out var completion))
                            return completion;
                    }

                    return Completion.Next;
                }

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
            case ITupleOperation or IDeclarationExpressionOperation when loop is { Syntax: ForEachVariableStatementSyntax statement, SemanticModel: { } semantics }:
                Deconstruct(loop.LoopControlVariable, element, semantics.GetDeconstructionInfo(statement));
                break;
            case { } target:
                Assign(target, element);
                break;
        }
    }

    private static ITypeSymbol? ElementType(IForEachLoopOperation loop) =>
        (loop.LoopControlVariable as IVariableDeclaratorOperation)?.Symbol.Type ?? loop.LoopControlVariable.Type;

    private Completion GiveUp(ILoopOperation loop)
    {
        LoseTrack();
        const string Reason = "a loop whose number of turns only a run knows";
        foreach (var target in source.MutationsOf(loop))
            Forget(target, Reason);
        foreach (var grown in Growths.Of(loop, method => source.BodyOf(method, cancellation)))
            ForgetLength(Evaluate(grown), Reason);

        return Completion.Next;
    }

    private static void ForgetLength(AbstractValue collection, string reason)
    {
        switch (collection)
        {
            case ListValue list:
                list.Elements.Add(Unknown(reason));
                break;
            case DictionaryValue dictionary:
                dictionary.Set(Unknown(reason), Unknown(reason), null);
                break;
            case ContainerModule { Children.Elements: var children }:
                children.Add(Unknown(reason));
                break;
            case UserModule { Chain.Children.Elements: var chained }:
                chained.Add(Unknown(reason));
                break;
        }
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
}
