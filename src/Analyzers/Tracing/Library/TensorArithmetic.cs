using GradGuard.Signal;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Sums, products and their kin of tensors and numbers, as operators and as methods.</summary>
internal static class TensorArithmetic
{
    public static AbstractValue Combine(Interpreter interpreter, BinaryOperatorKind kind, AbstractValue left, AbstractValue right, SyntaxNode? use) => kind switch
    {
        BinaryOperatorKind.Add => Add(interpreter, left, right, 1, use),
        BinaryOperatorKind.Subtract => Add(interpreter, left, right, -1, use),
        BinaryOperatorKind.Multiply => Multiply(interpreter, left, right, use),
        BinaryOperatorKind.Divide => Divide(interpreter, left, right, use),
        _ => new DataTensor("comparison"),
    };

    public static AbstractValue Negate(Interpreter interpreter, UnaryOperatorKind kind, AbstractValue operand, SyntaxNode? use) =>
        kind == UnaryOperatorKind.Minus ? Scale(interpreter, operand, -1, use) : operand;

    public static AbstractValue Add(Interpreter interpreter, AbstractValue left, AbstractValue right, double factor, SyntaxNode? use)
    {
        if (left is DataTensor && right is not TensorValue || right is DataTensor && left is not TensorValue)
            return new DataTensor("sum");

        // A number that is added shifts; zero changes nothing.
        if (Sizes.Number(right) is 0)
            return left;

        var first = interpreter.NodeOf(left, use);
        var second = interpreter.NodeOf(factor == 1 ? right : Scale(interpreter, right, factor, use), use);
        return interpreter.Emit(new AddNode(interpreter.OperationPath("add"), [first, second]), use);
    }

    public static AbstractValue Multiply(Interpreter interpreter, AbstractValue left, AbstractValue right, SyntaxNode? use)
    {
        if (IsNumber(right))
            return Scale(interpreter, left, Sizes.Number(right), use);
        if (IsNumber(left))
            return Scale(interpreter, right, Sizes.Number(left), use);
        if (left is DataTensor && right is DataTensor)
            return new DataTensor("product");

        return interpreter.Emit(
            new MultiplyNode(interpreter.OperationPath("multiply"), [interpreter.NodeOf(left, use), interpreter.NodeOf(right, use)]), use);
    }

    public static AbstractValue Divide(Interpreter interpreter, AbstractValue left, AbstractValue right, SyntaxNode? use) =>
        IsNumber(right)
            ? Scale(interpreter, left, Sizes.Number(right) is { } divisor && divisor != 0 ? 1 / divisor : null, use)
            : interpreter.EmitUnknown("divide", [left, right], "a division by a tensor", use);

    private static bool IsNumber(AbstractValue value) => value is ConstantValue or SymbolicNumber or OpaqueValue;

    private static AbstractValue Scale(Interpreter interpreter, AbstractValue tensor, double? factor, SyntaxNode? use) => (tensor, factor) switch
    {
        (ConstantValue number, { } known) => ConstantValue.Of(Sizes.Number(number) * known),
        (DataTensor data, { } known) => new DataTensor(data.Name, data.SecondMoment * known * known, data.Draw is { } draw
            ? new ParameterDraw(draw.Weight.Scaled(known), BiasInitializer.Unknown)
            : null),
        (DataTensor data, null) => new DataTensor(data.Name),
        (TensorValue, 1) => tensor,
        (TensorValue, { } known) => interpreter.Emit(new ScaleNode(interpreter.OperationPath("scale"), [interpreter.NodeOf(tensor, use)], known), use),
        _ => interpreter.EmitUnknown("scale", [tensor], "a factor that only a run knows", use),
    };
}
