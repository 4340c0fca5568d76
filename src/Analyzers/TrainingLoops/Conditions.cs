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

    private static readonly Conditions None = new([]);

    private readonly List<(string Text, ISymbol Variable)> _conditions;

    private Conditions(List<(string Text, ISymbol Variable)> conditions) => _conditions = conditions;

    /// <summary>How many different things a path may have found.</summary>
    public int Count => (int)Math.Pow(3, _conditions.Count);

    public static Conditions Of(ControlFlowGraph graph)
    {
        var asked = new List<(string Text, ISymbol Variable)>();
        foreach (var block in graph.Blocks)
            if (block.BranchValue is { } value && block.ConditionKind != ControlFlowConditionKind.None && Read(value) is { } condition)
                asked.Add((condition.Text, condition.Variable));

        var repeated = asked.Where((condition, i) => PlaceIn(asked, condition.Text, condition.Variable) == i && asked.FindLastIndex(other => IsSame(other, condition.Text, condition.Variable)) > i)
            .Where(condition => !IsWrittenInFunction(graph.OriginalOperation.Syntax, condition.Variable.Name)).Take(Most).ToList();
        return repeated.Count == 0 ? None : new(repeated);
    }

    /// <summary>What a path has found when a value turns out true or false; null where it has found the opposite before.</summary>
    public int? Found(int before, IOperation value, bool isTrue)
    {
        if (_conditions.Count == 0 || Read(value) is not { } condition || PlaceIn(_conditions, condition.Text, condition.Variable) is var place && place < 0)
            return before;

        var found = isTrue == condition.IsPositive ? True : False;
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

    // Two loops may each have a variable of one name.
    private static int PlaceIn(List<(string Text, ISymbol Variable)> conditions, string text, ISymbol variable) => conditions.FindIndex(known => IsSame(known, text, variable));

    private static bool IsSame((string Text, ISymbol Variable) known, string text, ISymbol variable) => known.Text == text && TorchSharpContext.Same(known.Variable, variable);

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
    private static (string Text, ISymbol Variable, bool IsPositive)? Read(IOperation value) => value switch
    {
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => Read(not.Operand) is var (text, variable, isPositive) ? (text, variable, !isPositive) : null,
        IConversionOperation { IsImplicit: true } conversion => Read(conversion.Operand),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals, RightOperand.ConstantValue: { HasValue: true, Value: var constant } } equality =>
            Comparison(equality.LeftOperand, constant, equality.OperatorKind == BinaryOperatorKind.Equals),
        IIsPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: var constant } } } pattern => Comparison(pattern.Value, constant, true),
        _ => Variable(value) is { } named ? (named.Name, named, true) : null,
    };

    private static (string Text, ISymbol Variable, bool IsPositive)? Comparison(IOperation value, object? constant, bool isEqual) => Variable(value) is not { } variable ? null
        : constant is bool truth ? (variable.Name, variable, truth == isEqual)
        : ($"{variable.Name} == {constant}", variable, isEqual);

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
