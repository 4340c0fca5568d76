using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>
/// Conditions that a body asks more than once, such as whether this is training: a path that once found one true does not find it false
/// until a variable in it changes. What a path has found is a number, with a digit of base 3 for each condition.
/// </summary>
internal sealed class Conditions
{
    /// <summary>What a path has found that has asked nothing.</summary>
    public const int Nothing = 0;

    // The paths through a body multiply by 3 with each.
    private const int Most = 2;
    private const int Open = 0;
    private const int True = 1;
    private const int False = 2;

    private static readonly Conditions None = new([]);

    private readonly List<(string Text, IReadOnlyList<ISymbol> Variables)> _conditions;

    private Conditions(List<(string Text, IReadOnlyList<ISymbol> Variables)> conditions) => _conditions = conditions;

    /// <summary>How many different things a path may have found.</summary>
    public int Count => (int)Math.Pow(3, _conditions.Count);

    public static Conditions Of(ControlFlowGraph graph)
    {
        var asked = new Dictionary<string, (int Times, IReadOnlyList<ISymbol> Variables)>();
        foreach (var block in graph.Blocks)
            if (block.BranchValue is { } value && block.ConditionKind != ControlFlowConditionKind.None && Read(value) is { } condition)
                asked[condition.Text] = (asked.TryGetValue(condition.Text, out var known) ? known.Times + 1 : 1, condition.Variables);

        var repeated = asked.Where(condition => condition.Value.Times > 1).Take(Most).Select(condition => (condition.Key, condition.Value.Variables)).ToList();
        return repeated.Count == 0 ? None : new(repeated);
    }

    /// <summary>What a path has found when a value turns out true or false; null where it has found the opposite before.</summary>
    public int? Found(int before, IOperation value, bool isTrue)
    {
        if (_conditions.Count == 0 || Read(value) is not { } condition || _conditions.FindIndex(known => known.Text == condition.Text) is var place && place < 0)
            return before;

        var found = isTrue == condition.IsPositive ? True : False;
        var digit = Digit(before, place);
        return digit == Open ? before + (found * Weight(place)) : digit == found ? before : null;
    }

    /// <summary>What a path still knows after an operation: nothing of conditions whose variables it writes.</summary>
    public int After(int before, IOperation operation)
    {
        if (before == Nothing)
            return before;

        foreach (var part in operation.DescendantsAndSelf())
            if (Written(part) is { } variable)
                for (var place = 0; place < _conditions.Count; place++)
                    if (_conditions[place].Variables.Any(known => TorchSharpContext.Same(known, variable)))
                        before -= Digit(before, place) * Weight(place);

        return before;
    }

    private static int Weight(int place) => (int)Math.Pow(3, place);

    private static int Digit(int found, int place) => found / Weight(place) % 3;

    // A variable, or what compares one with a constant.
    private static (string Text, IReadOnlyList<ISymbol> Variables, bool IsPositive)? Read(IOperation value) => value switch
    {
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => Read(not.Operand) is var (text, variables, isPositive) ? (text, variables, !isPositive) : null,
        IConversionOperation { IsImplicit: true } conversion => Read(conversion.Operand),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals, RightOperand.ConstantValue: { HasValue: true, Value: var constant } } equality =>
            Comparison(equality.LeftOperand, constant, equality.OperatorKind == BinaryOperatorKind.Equals),
        IIsPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: var constant } } } pattern => Comparison(pattern.Value, constant, true),
        _ => Variable(value) is { } variable ? (variable.Name, [variable], true) : null,
    };

    private static (string Text, IReadOnlyList<ISymbol> Variables, bool IsPositive)? Comparison(IOperation value, object? constant, bool isEqual) => Variable(value) is not { } variable ? null
        : constant is bool truth ? (variable.Name, [variable], truth == isEqual)
        : ($"{variable.Name} == {constant}", [variable], isEqual);

    private static ISymbol? Variable(IOperation value) => value switch
    {
        IConversionOperation { IsImplicit: true } conversion => Variable(conversion.Operand),
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => null,
    };

    private static ISymbol? Written(IOperation operation) => operation switch
    {
        IAssignmentOperation assignment => Variable(assignment.Target),
        IIncrementOrDecrementOperation increment => Variable(increment.Target),
        IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument => Variable(argument.Value),
        _ => null,
    };
}
