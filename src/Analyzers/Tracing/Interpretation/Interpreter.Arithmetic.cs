using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

internal sealed partial class Interpreter
{
    private AbstractValue EvaluateBinary(IBinaryOperation binary)
    {
        if (binary.OperatorKind is BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr)
        {
            var left = Evaluate(binary.LeftOperand);
            var isAnd = binary.OperatorKind == BinaryOperatorKind.ConditionalAnd;
            return left is ConstantValue { Value: bool known } ? known == isAnd ? Evaluate(binary.RightOperand) : left
                : Evaluate(binary.RightOperand) is ConstantValue { Value: bool right } constant ? right == isAnd ? left : constant
                : Unknown("a condition");
        }

        return Combined(binary.OperatorKind, Evaluate(binary.LeftOperand), Evaluate(binary.RightOperand), binary.OperatorMethod, binary.Type, binary.Syntax);
    }

    private AbstractValue Combined(
        BinaryOperatorKind kind, AbstractValue left, AbstractValue right, IMethodSymbol? method, ITypeSymbol? type, SyntaxNode use)
    {
        var result = Combine(kind, left, right, method, type, use);
        if (_cuts is { IsEmpty: false } cuts)
            cuts.Flow([left, right], result);
        return result;
    }

    private AbstractValue Combine(
        BinaryOperatorKind kind, AbstractValue left, AbstractValue right, IMethodSymbol? method, ITypeSymbol? type, SyntaxNode use)
    {
        if (left is TensorValue or DataTensor or ParameterValue || right is TensorValue or DataTensor or ParameterValue)
            return TensorArithmetic.Combine(this, kind, left, right, use);
        if (method is not null && !Torch.IsLibrary(method) && source.HasSource(method))
            return Inline(method, null, new Arguments(method.Parameters, left, right), use);
        if (kind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals or BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual
            or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual)
            return Compare(kind, left, right);

        return Numbers.Combine(kind, left, right, type);
    }

    private AbstractValue Compare(BinaryOperatorKind kind, AbstractValue left, AbstractValue right)
    {
        if (kind == BinaryOperatorKind.NotEquals)
            return Not(Compare(BinaryOperatorKind.Equals, left, right));
        if (left is ConstantValue && right is ConstantValue)
            return (AbstractValue?)Numbers.Compare(kind, left, right) ?? Unknown("a comparison");
        if (kind == BinaryOperatorKind.Equals && (left is ConstantValue { Value: null } ? right : right is ConstantValue { Value: null } ? left : null) is { } asked)
            return EqualsNull(asked);
        if (kind == BinaryOperatorKind.Equals && (left, right) is (TypeValue one, TypeValue other))
            return ConstantValue.Of(TorchSharpContext.Same(one.Type, other.Type));
        if (SignOfDifference(left, right) is { } sign)
            return ConstantValue.Of(kind switch
            {
                BinaryOperatorKind.Equals => sign == 0,
                BinaryOperatorKind.LessThan => sign < 0,
                BinaryOperatorKind.LessThanOrEqual => sign <= 0,
                BinaryOperatorKind.GreaterThan => sign > 0,
                _ => sign >= 0,
            });

        return left.NameOrText() is { } before && right.NameOrText() is { } behind ? new OpaqueValue($"{before} {kind} {behind}", null) : Unknown("a comparison");
    }

    // Tuples are equal where all their parts are.
    private AbstractValue EvaluateTuples(ITupleBinaryOperation comparison)
    {
        var equal = AreEqual(Evaluate(comparison.LeftOperand), Evaluate(comparison.RightOperand));
        return comparison.OperatorKind == BinaryOperatorKind.NotEquals ? Not(equal) : equal;

        AbstractValue AreEqual(AbstractValue left, AbstractValue right)
        {
            if (left is not TupleValue one || right is not TupleValue other)
                return Compare(BinaryOperatorKind.Equals, left, right);

            var parts = one.Elements.Zip(other.Elements, AreEqual).ToList();
            return parts.Find(part => part is ConstantValue { Value: false }) ?? parts.Find(part => part is not ConstantValue { Value: true }) ?? ConstantValue.True;
        }
    }

    private AbstractValue EqualsNull(AbstractValue value) => value switch
    {
        // A part of an argument may be left out.
        TensorValue tensor when _inputs.FirstOrDefault(input => ReferenceEquals(input.Value, tensor)).Key is { } part => new OpaqueValue($"{part} is null", null),
        ConstantValue { Value: null } => ConstantValue.True,
        // A tensor that the code makes is there; one from outside may be left out.
        DataTensor { IsLearned: true } or DataTensor { Draw: not null } or DataTensor { Elements: not null } => ConstantValue.False,
        OpaqueValue or UnknownModule or SymbolicNumber or DataTensor => new OpaqueValue($"{value.Name} is null", null),
        UnknownValue => Unknown("a comparison with null"),
        _ => ConstantValue.False,
    };

    private static AbstractValue Not(AbstractValue value) => value switch
    {
        ConstantValue { Value: bool known } => ConstantValue.Of(!known),
        OpaqueValue named => new OpaqueValue(named.Name.StartsWith("!", StringComparison.Ordinal) ? named.Name.Substring(1) : "!" + named.Name, named.Type),
        _ => value,
    };

    private AbstractValue EvaluateUnary(IUnaryOperation unary)
    {
        var operand = Evaluate(unary.Operand);
        if (operand is TensorValue or DataTensor && unary.OperatorKind != UnaryOperatorKind.Hat)
            return Flowing(operand, Arguments.None, TensorArithmetic.Negate(this, unary.OperatorKind, operand, unary.Syntax));

        return unary.OperatorKind switch
        {
            UnaryOperatorKind.Not => Not(operand),
            UnaryOperatorKind.Minus => Numbers.Combine(BinaryOperatorKind.Subtract, ConstantValue.Integer(0), operand, unary.Type),
            UnaryOperatorKind.Plus => operand,
            UnaryOperatorKind.Hat => new FromEndValue(operand),
            _ => Unknown($"the expression '{Excerpt(unary.Syntax)}'"),
        };
    }

    private AbstractValue EvaluateCompound(ICompoundAssignmentOperation assignment)
    {
        var target = Evaluate(assignment.Target);
        var value = Combined(assignment.OperatorKind, target, Evaluate(assignment.Value), assignment.OperatorMethod, assignment.Target.Type, assignment.Syntax);
        return Assign(assignment.Target, value);
    }

    private AbstractValue EvaluateStep(IIncrementOrDecrementOperation step)
    {
        var before = Evaluate(step.Target);
        var kind = step.Kind == OperationKind.Increment ? BinaryOperatorKind.Add : BinaryOperatorKind.Subtract;
        var after = Numbers.Combine(kind, before, ConstantValue.Integer(1), step.Type);
        after = Assign(step.Target, after is ConstantValue constant ? Numbers.Convert(constant, step.Type) : after);
        return step.IsPostfix ? before : after;
    }
}
