using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>
/// Conditions that a body asks more than once, such as whether this is training: a path that once found one true does not find it false
/// until its variable changes. What a path has found is a number, with a digit of base 3 for each condition.
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

    /// <summary>Of a body that asks nothing worth keeping.</summary>
    public static readonly Conditions None = new([]);

    private readonly List<Condition> _conditions;

    private Conditions(List<Condition> conditions) => _conditions = conditions;

    /// <summary>How many different things a path may have found.</summary>
    public int Count => (int)Math.Pow(3, _conditions.Count);

    public static Conditions Of(ControlFlowGraph graph)
    {
        var asked = new List<Condition>();
        foreach (var block in graph.Blocks)
            if (block.BranchValue is { } value && block.ConditionKind != ControlFlowConditionKind.None && Read(value) is var (condition, _))
                asked.Add(condition);
        if (asked.Count == 0)
            return None;

        var handedOn = HandedOn(graph.OriginalOperation);
        var worthIt = asked.GroupBy(condition => condition).OrderByDescending(same => same.Count() > 1)
            .Where(same => same.Count() > 1 || IsFromOutside(same.Key.Variable, graph) || handedOn.Contains(same.Key.Variable))
            .Select(same => same.Key).Where(condition => !IsWrittenInFunction(graph.OriginalOperation.Syntax, condition.Variable.Name)).Take(Most).ToList();
        return worthIt.Count == 0 ? None : new(worthIt);
    }

    /// <summary>What a path has found when a value turns out true or false; null where it has found the opposite before.</summary>
    public int? Found(int before, IOperation value, bool isTrue)
    {
        if (_conditions.Count == 0 || Read(value) is not var (condition, isPositive) || _conditions.IndexOf(condition) is var place && place < 0)
            return before;

        var found = isTrue == isPositive ? True : False;
        var digit = Digit(before, place);
        return digit == Open ? before + (found * Weight(place)) : digit == found ? before : null;
    }

    /// <summary>What a path still knows after an operation: nothing of conditions whose variable it writes.</summary>
    public int After(int before, IOperation operation)
    {
        if (before == Nothing)
            return before;

        foreach (var part in operation.DescendantsAndSelf())
            if (Written(part) is { } variable)
                for (var place = 0; place < _conditions.Count; place++)
                    if (TorchSharpContext.Same(_conditions[place].Variable, variable))
                        before -= Digit(before, place) * Weight(place);

        return before;
    }

    /// <summary>What a path knows when it enters a body: what its arguments are, and what the path has found of the caller's variables.</summary>
    /// <param name="callee">The body whose conditions these are.</param>
    /// <param name="caller">The conditions of the body that calls it.</param>
    /// <param name="found">What the path has found there.</param>
    public int Entering(Frame callee, Conditions caller, int found)
    {
        var known = Nothing;
        for (var place = 0; place < _conditions.Count; place++)
            if (Truth(_conditions[place]) is { } isTrue)
                known += (isTrue ? True : False) * Weight(place);

        return known;

        // A function inside a body may ask for the body's own parameters.
        bool? Truth(Condition condition) => condition.Variable is IParameterSymbol parameter && callee.ArgumentFor(parameter) is { Value: { } value } argument && argument.Frame == callee.Caller
            ? caller.TruthOf(condition, value, found)
            : caller.TruthOf(condition, found);
    }

    // Of a condition on a parameter that gets a value.
    private bool? TruthOf(Condition condition, IOperation value, int found)
    {
        if (condition.IsTrueOf(value) is { } isTrue)
            return isTrue;
        if (Read(value) is var (given, isPositive) && condition.EqualTo is null)
            return TruthOf(given, found) is { } truth ? truth == isPositive : null;

        return Variable(value) is { } variable ? TruthOf(condition with { Variable = variable }, found) : null;
    }

    private bool? TruthOf(Condition condition, int found) => _conditions.IndexOf(condition) is >= 0 and var place && Digit(found, place) is not Open and var digit ? digit == True : null;

    // A parameter, or a variable of the body around this one.
    private static bool IsFromOutside(ISymbol variable, ControlFlowGraph graph) => variable is IParameterSymbol
        || variable.DeclaringSyntaxReferences.All(declared => !graph.OriginalOperation.Syntax.Span.Contains(declared.Span));

    // What bodies that this one calls are told.
    private static HashSet<ISymbol> HandedOn(IOperation body) => new(
        body.Descendants().OfType<IArgumentOperation>().Select(argument => Read(argument.Value)?.Condition.Variable).OfType<ISymbol>(), SymbolEqualityComparer.Default);

    // A call may run a lambda or local function that writes the variable, which the path does not see.
    private static bool IsWrittenInFunction(SyntaxNode body, string name) => body.DescendantNodes()
        .Where(node => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)
        .SelectMany(function => function.DescendantNodes())
        .Any(node => node switch
        {
            AssignmentExpressionSyntax assignment => assignment.Left.DescendantNodesAndSelf().Any(part => IsIt(part, name)),
            PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression } step => IsIt(step.Operand, name),
            PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression or (int)SyntaxKind.PostDecrementExpression } step => IsIt(step.Operand, name),
            ArgumentSyntax { RefKindKeyword.RawKind: not (int)SyntaxKind.None } argument => IsIt(argument.Expression, name),
            _ => false,
        });

    private static bool IsIt(SyntaxNode node, string name) => node is IdentifierNameSyntax identifier && identifier.Identifier.ValueText == name;

    private static int Weight(int place) => (int)Math.Pow(3, place);

    private static int Digit(int found, int place) => found / Weight(place) % 3;

    // A variable, or what compares one with a constant.
    private static (Condition Condition, bool IsPositive)? Read(IOperation value) => value switch
    {
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => Read(not.Operand) is var (condition, isPositive) ? (condition, !isPositive) : null,
        IConversionOperation { IsImplicit: true } conversion => Read(conversion.Operand),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals, RightOperand.ConstantValue: { HasValue: true, Value: var constant } } equality =>
            Comparison(equality.LeftOperand, constant, equality.OperatorKind == BinaryOperatorKind.Equals),
        IIsPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: var constant } } } pattern => Comparison(pattern.Value, constant, true),
        IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: var constant } } } } pattern => Comparison(pattern.Value, constant, false),
        _ => Variable(value) is { } named ? (new(named, null), true) : null,
    };

    private static (Condition Condition, bool IsPositive)? Comparison(IOperation value, object? constant, bool isEqual) => Variable(value) is not { } variable ? null
        : constant is bool truth ? (new(variable, null), truth == isEqual)
        : (new(variable, Condition.Text(constant)), isEqual);

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

    // Whether a variable is true, or equal to a constant.
    private readonly record struct Condition(ISymbol Variable, string? EqualTo)
    {
        public static string Text(object? constant) => constant is null ? "null" : $"'{constant}'";

        // Of a value that says it by itself.
        public bool? IsTrueOf(IOperation value) => Creations.Unwrap(value) switch
        {
            { ConstantValue: { HasValue: true, Value: var constant } } => EqualTo is null ? constant as bool? : Text(constant) == EqualTo,
            IObjectCreationOperation or IAnonymousFunctionOperation or IFlowAnonymousFunctionOperation or IDelegateCreationOperation when EqualTo == "null" => false,
            _ => null,
        };

        public bool Equals(Condition other) => EqualTo == other.EqualTo && TorchSharpContext.Same(Variable, other.Variable);

        public override int GetHashCode() => SymbolEqualityComparer.Default.GetHashCode(Variable) ^ (EqualTo?.GetHashCode() ?? 0);
    }
}
