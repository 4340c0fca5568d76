using GradGuard.Signal;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Functions of two tensors that are made of sums, products and functions of one.</summary>
internal static class PairOperations
{
    public static void AddTo(Dictionary<string, Func<TensorCall, AbstractValue>> table)
    {
        foreach (var name in new[] { "div", "divide", "true_divide" })
            table[name] = call => call.Arithmetic(BinaryOperatorKind.Divide);
        // √(a² + b²)
        table["hypot"] = call => Pair(call) is var (one, other) ? Apply(call, "sqrt", Add(call, Apply(call, "square", one), Apply(call, "square", other))) : Unknown(call);
        // log(eᵃ + eᵇ) = a + softplus(b - a)
        table["logaddexp"] = call => Pair(call) is var (one, other) ? Add(call, one, Apply(call, "softplus", Combine(call, BinaryOperatorKind.Subtract, other, one))) : Unknown(call);
        table["xlogy"] = call => Pair(call) is var (one, other) ? Combine(call, BinaryOperatorKind.Multiply, one, Apply(call, "log", other)) : Unknown(call);
        table["lerp"] = Between;
        table["vecdot"] = call => Pair(call) is var (one, other) ? Summed(call, Combine(call, BinaryOperatorKind.Multiply, one, other)) : Unknown(call);
        table["pairwise_distance"] = Distance;
    }

    private static (AbstractValue One, AbstractValue Other)? Pair(TensorCall call) => call.Tensors.Count == 2 ? (call.Tensors[0], call.Tensors[1]) : null;

    private static AbstractValue Unknown(TensorCall call) => call.Unknown($"'{call.Name}'");

    private static AbstractValue Combine(TensorCall call, BinaryOperatorKind kind, AbstractValue one, AbstractValue other) => TensorArithmetic.Combine(call.Interpreter, kind, one, other, call.Use);

    private static AbstractValue Add(TensorCall call, AbstractValue one, AbstractValue other) => Combine(call, BinaryOperatorKind.Add, one, other);

    private static AbstractValue Apply(TensorCall call, string function, AbstractValue value) =>
        TensorOperations.Call(call.Interpreter, function, [value], Arguments.None, null, call.Use);

    private static AbstractValue Summed(TensorCall call, AbstractValue value) => value is TensorValue { Node: var node }
        ? call.Emit(new SumNode(call.Interpreter.OperationPath("sum"), [node], OverFeatures: true))
        : value;

    // a + w (b - a), for one weight or a weight an element.
    private static AbstractValue Between(TensorCall call)
    {
        if (call.Tensors.Count < 2)
            return Unknown(call);

        var weight = call.Tensors.Count == 3 ? DataArithmetic.AsData(call.Tensors[2]) : call.Arguments["weight"];
        return weight is TensorValue
            ? TensorArithmetic.Between(call.Interpreter, call.First, call.Interpreter.NodeOf(call.Tensors[1], call.Use), call.Interpreter.NodeOf(weight, call.Use), call.Use)
            : (weight is DataTensor data ? data.Constant : Sizes.Number(weight)) is { } share
            ? Add(call, Combine(call, BinaryOperatorKind.Multiply, call.Subject, ConstantValue.Of(1 - share)), Combine(call, BinaryOperatorKind.Multiply, call.Tensors[1], ConstantValue.Of(share)))
            : Unknown(call);
    }

    // The length of the difference of two vectors, as a siamese network compares them.
    private static AbstractValue Distance(TensorCall call)
    {
        if (Pair(call) is not var (one, other) || call.Arguments.Number("p") is not (null or 1 or 2))
            return Unknown(call);

        var apart = Combine(call, BinaryOperatorKind.Subtract, one, other);
        return call.Arguments.Number("p") == 1 ? Summed(call, Apply(call, "abs", apart)) : Apply(call, "sqrt", Summed(call, Apply(call, "square", apart)));
    }
}
