using GradGuard.Signal;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Sums, products and their kin of tensors and numbers, as operators and as methods.</summary>
internal static class TensorArithmetic
{
    public static AbstractValue Combine(Interpreter interpreter, BinaryOperatorKind kind, AbstractValue left, AbstractValue right, SyntaxNode? use)
    {
        if (left is TensorValue || right is TensorValue)
            return OnGraph(interpreter, kind, left, right, use);

        // Data times or over a number keeps its moments; of other data from data nothing is known.
        var (data, number) = left is DataTensor ? (left, right) : (right, left);
        return (kind, Sizes.Number(number)) switch
        {
            (BinaryOperatorKind.Multiply, { } factor) => Scale(interpreter, data, factor, use),
            (BinaryOperatorKind.Divide, { } divisor) when divisor != 0 && ReferenceEquals(data, left) => Scale(interpreter, data, 1 / divisor, use),
            _ => new DataTensor(data.Name ?? "data"),
        };
    }

    private static AbstractValue OnGraph(Interpreter interpreter, BinaryOperatorKind kind, AbstractValue left, AbstractValue right, SyntaxNode? use) => kind switch
    {
        BinaryOperatorKind.Add => Add(interpreter, left, right, 1, use),
        BinaryOperatorKind.Subtract => Add(interpreter, left, right, -1, use),
        BinaryOperatorKind.Multiply => Multiply(interpreter, left, right, use),
        BinaryOperatorKind.Divide => Divide(interpreter, left, right, use),
        _ => new DataTensor("comparison"),
    };

    public static AbstractValue Negate(Interpreter interpreter, UnaryOperatorKind kind, AbstractValue operand, SyntaxNode? use) =>
        kind == UnaryOperatorKind.Minus ? Scale(interpreter, operand, -1, use) : operand;

    private static AbstractValue Add(Interpreter interpreter, AbstractValue left, AbstractValue right, double factor, SyntaxNode? use)
    {
        // A number that is added shifts; zero changes nothing.
        if (Sizes.Number(right) is 0)
            return left;

        var first = interpreter.NodeOf(left, use);
        var second = interpreter.NodeOf(factor == 1 ? right : Scale(interpreter, right, factor, use), use);
        return interpreter.Emit(new AddNode(interpreter.OperationPath("add"), [first, second]), use);
    }

    private static AbstractValue Multiply(Interpreter interpreter, AbstractValue left, AbstractValue right, SyntaxNode? use)
    {
        if (IsNumber(right))
            return Scale(interpreter, left, Sizes.Number(right), use);
        if (IsNumber(left))
            return Scale(interpreter, right, Sizes.Number(left), use);
        return interpreter.Emit(
            new MultiplyNode(interpreter.OperationPath("multiply"), [interpreter.NodeOf(left, use), interpreter.NodeOf(right, use)]), use);
    }

    private static AbstractValue Divide(Interpreter interpreter, AbstractValue left, AbstractValue right, SyntaxNode? use) =>
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
