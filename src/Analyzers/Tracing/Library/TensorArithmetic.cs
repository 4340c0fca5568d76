using GradGuard.Signal;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Sums, products and their kin of tensors and numbers, as operators and as methods.</summary>
internal static class TensorArithmetic
{
    // What is smaller than this only keeps a divisor from zero.
    private const double LeastTerm = 0.02;

    public static AbstractValue Combine(Interpreter interpreter, BinaryOperatorKind kind, AbstractValue left, AbstractValue right, SyntaxNode? use)
    {
        (left, right) = (DataArithmetic.AsData(left), DataArithmetic.AsData(right));
        if (left is TensorValue || right is TensorValue)
            return kind switch
            {
                BinaryOperatorKind.Add => Add(interpreter, left, right, 1, use),
                BinaryOperatorKind.Subtract => Add(interpreter, left, right, -1, use),
                BinaryOperatorKind.Multiply => Multiply(interpreter, left, right, use),
                BinaryOperatorKind.Divide => Divide(interpreter, left, right, use),
                _ => new DataTensor("comparison", isMask: true),
            };

        return DataArithmetic.Combine(kind, left, right);
    }

    public static AbstractValue Negate(Interpreter interpreter, UnaryOperatorKind kind, AbstractValue operand, SyntaxNode? use) =>
        kind is UnaryOperatorKind.Not or UnaryOperatorKind.BitwiseNegation && operand is DataTensor mask && FeatureMasks.Negated(mask) is { } negated ? negated
        : kind != UnaryOperatorKind.Minus ? operand : operand is DataTensor data ? data.Scaled(-1) : Scale(interpreter, (TensorValue)operand, -1, use);

    private static AbstractValue Add(Interpreter interpreter, AbstractValue left, AbstractValue right, double sign, SyntaxNode? use)
    {
        if (left is not TensorValue tensor)
            return Add(interpreter, sign == 1 ? right : Scale(interpreter, (TensorValue)right, sign, use), left, 1, use);
        if (IsNumber(right))
            return Shift(interpreter, tensor, sign * Sizes.Number(right), use);
        if (right is DataTensor { Constant: { } constant })
            return Shift(interpreter, tensor, sign * constant, use);
        if (sign == 1 && right is DataTensor { DetachedFrom: { } step } && Recognition.StraightThrough(interpreter, tensor, step) is { } value)
            return interpreter.Emit(new StraightThroughNode(interpreter.OperationPath("straight"), [value, interpreter.NodeOf(tensor, use)]), use);
        // A bias of positions moves scores no more than the rest before training.
        if (tensor.Meaning is Scores && right is not TensorValue { Meaning: Scores })
            return CausalMasks.Masked(interpreter, tensor, [right], use);
        if (right is TensorValue { Meaning: Scores } && sign == 1)
            return Add(interpreter, right, left, 1, use);
        if (IsMask(right) || (right is DataTensor { SecondMoment: null } && tensor.Graph[tensor.Node] is NormalizationNode))
            return tensor;
        if (IsMask(tensor) && sign == 1 && right is TensorValue)
            return right;

        var first = interpreter.NodeOf(tensor, use);
        var unsigned = Operand(interpreter, right, first, use);
        var graph = interpreter.Graph!;
        if (Recognition.Gated(graph, first, unsigned, sign) is var (gate, end))
            return Between(interpreter, first, end, gate, use);
        // Advantages less their mean over the actions (Wang et al. 2016, equation 9): what a layer has just made has its features there.
        if (sign == -1 && graph[first] is LinearNode && graph[unsigned] is PoolNode { Kind: PoolKind.Average, OutputPositions.Value: 1 } && graph.MeaningOf(unsigned) is Moment { Kind: MomentKind.Mean, Axes: "1" } over && over.Source == first && !Layout.IsOverPositions(graph, first))
            graph.Replace(unsigned, new SumNode(graph[unsigned].Path, graph[unsigned].Inputs, OverFeatures: true, IsMean: true));
        Meaning? meaning = sign == -1 && graph.MeaningOf(unsigned) is Moment { Kind: MomentKind.Mean } mean && mean.Source == first ? new Centered(first, mean.Axes)
            : Recognition.OfOneSource(graph, first, unsigned) is var (one, other) ? Sum(one, other, sign)
            : null;
        var second = sign == 1 ? unsigned : Scale(interpreter, new TensorValue(graph, unsigned), sign, use).Node;
        return interpreter.Emit(new AddNode(interpreter.OperationPath("add"), [first, second]), use, meaning: meaning);
    }

    private static Elementwise Sum(Elementwise one, Elementwise other, double sign) => new(
        one.Source, $"({one.Text} {(sign == 1 ? '+' : '-')} {other.Text})", z => one.Value(z) + (sign * other.Value(z)), z => one.Slope(z) + (sign * other.Slope(z)));

    /// <summary>(1 - g) x + g h, in which x stands once: written as x + g (h - x) it stands twice, and what it has in common with itself must not be lost.</summary>
    public static TensorValue Between(Interpreter interpreter, int from, int to, int gate, SyntaxNode? use)
    {
        var graph = interpreter.Graph!;
        var rest = Shift(interpreter, Scale(interpreter, new TensorValue(graph, gate), -1, use), 1, use);
        var multiply = interpreter.OperationPath("multiply");
        var kept = interpreter.Emit(new MultiplyNode(multiply, [rest.Node, from]), use);
        var taken = interpreter.Emit(new MultiplyNode(multiply, [gate, to]), use);
        return interpreter.Emit(new AddNode(interpreter.OperationPath("add"), [kept.Node, taken.Node]), use);
    }

    private static AbstractValue Multiply(Interpreter interpreter, AbstractValue left, AbstractValue right, SyntaxNode? use)
    {
        if (left is not TensorValue tensor)
            return Multiply(interpreter, right, left, use);
        if (IsNumber(right))
            return Scale(interpreter, tensor, Sizes.Number(right), use);
        if (right is DataTensor { Constant: { } constant })
            return Scale(interpreter, tensor, constant, use);
        if (right is DataTensor { IsMask: true, IsNoise: true, SecondMoment: { } share })
            return Scale(interpreter, interpreter.Emit(new DropoutNode(interpreter.OperationPath("masked"), [interpreter.NodeOf(tensor, use)], 1 - share), use), share, use);
        // A gain that the code leaves to someone else, such as a file, is taken for the usual one.
        if (IsMask(right) || (right is DataTensor { SecondMoment: null } && tensor.Graph[tensor.Node] is NormalizationNode))
            return tensor;

        var first = interpreter.NodeOf(tensor, use);
        var second = Operand(interpreter, right, first, use);
        var graph = interpreter.Graph!;
        var path = interpreter.OperationPath("multiply");
        if ((Recognition.Normalization(graph, first, second, isInverse: true, path) ?? Recognition.Normalization(graph, second, first, isInverse: true, path)) is { } normalization)
            return interpreter.Emit(normalization, use);
        if (first == second)
            return interpreter.Emit(new ActivationNode(path, [first], ActivationFunction.Square), use);
        if ((JoiningOperations.Weighed(interpreter, first, second, use) ?? JoiningOperations.Weighed(interpreter, second, first, use)) is { } weighed)
            return weighed;
        if (Recognition.OfOneSource(graph, first, second) is var (one, other))
            return Emit(interpreter, path, Product(one, other), use)
                ?? interpreter.Emit(new MultiplyNode(path, [first, second]), use, meaning: Product(one, other));

        return interpreter.Emit(new MultiplyNode(path, [first, second]), use);
    }

    private static AbstractValue Divide(Interpreter interpreter, AbstractValue left, AbstractValue right, SyntaxNode? use)
    {
        if (left is TensorValue summed && LengthIn(right) is { } isRoot && SumOver(interpreter, summed) is { IsMean: false, IsByRoot: false } terms)
            return interpreter.Emit(terms with { IsMean = !isRoot, IsByRoot = isRoot }, use);
        if (left is TensorValue dividend && (IsNumber(right) || right is DataTensor { Constant: not null }))
            return Scale(interpreter, dividend, 1 / (Sizes.Number(right) ?? (right as DataTensor)?.Constant), use);
        if (left is TensorValue total && IsCount(right) && SumOver(interpreter, total) is { } sum)
            return interpreter.Emit(sum with { IsMean = true }, use);
        // The mean of all steps up to each.
        if (left is TensorValue { Meaning: RunningSum running } && right is DataTensor)
            return MatrixOperations.Mixed(interpreter, running.Source, use);
        if (left is TensorValue && right is DataTensor listed && DataArithmetic.Reciprocal(listed) is { } listedReciprocal)
            return Multiply(interpreter, left, listedReciprocal, use);
        if (left is TensorValue && right is DataTensor { SecondMoment: > 0, IsMask: false } data)
            return Multiply(interpreter, left, interpreter.Emit(Over(interpreter.OperationPath("divide"), interpreter.NodeOf(data, use), 1), use), use);
        if (right is not TensorValue)
            return interpreter.EmitUnknown("divide", [left, right], "a division by data", use);

        var path = interpreter.OperationPath("divide");
        var graph = interpreter.Graph!;
        var second = interpreter.NodeOf(right, use);
        var divisor = Recognition.ElementwiseOf(graph, second);
        if (left is TensorValue numerator)
        {
            var first = interpreter.NodeOf(numerator, use);
            if (Recognition.Normalization(graph, first, second, isInverse: false, path) is { } normalization)
                return interpreter.Emit(normalization, use);
            if (TopFeatures.Renormalised(interpreter, first, second, use) is { } renormalised)
                return renormalised;
            if (Recognition.OfOneSource(graph, first, second) is var (one, other) && Emit(interpreter, path, Quotient(one, other), use) is { } fused)
                return fused;
            // By something that is never zero, such as a deviation that is an exponential.
            if ((divisor.Text != "z" && Emit(interpreter, path, Quotient(Constant(divisor.Source, 1), divisor), use) is { } inverse ? inverse : Inverse(interpreter, path, second, 1, use)) is { } reciprocal)
                return Multiply(interpreter, numerator, reciprocal, use);
        }
        else if (Sizes.Number(left) is { } number)
        {
            if (graph.MeaningOf(second) is Moment { Kind: MomentKind.RootMeanSquare or MomentKind.Deviation } moment && number == 1)
                return interpreter.Emit(Over(path, second, 1), use, meaning: moment with
                {
                    Kind = moment.Kind == MomentKind.Deviation ? MomentKind.InverseDeviation : MomentKind.InverseRootMeanSquare,
                });

            if ((divisor.Text != "z" && Emit(interpreter, path, Quotient(Constant(divisor.Source, number), divisor), use) is { } fused ? fused : Inverse(interpreter, path, second, number, use)) is { } inverse)
                return inverse;
        }

        return interpreter.EmitUnknown("divide", [left, right], "a division by a tensor", use);
    }

    // A number over something that is positive; null where it may not be.
    private static TensorValue? Inverse(Interpreter interpreter, string path, int divisor, double number, SyntaxNode? use) =>
        PositiveValues.IsPositive(interpreter.Graph!, divisor) ? interpreter.Emit(Over(path, divisor, number), use) : null;

    private static PositiveNode Over(string path, int divisor, double number) =>
        new(path, [divisor], ActivationFunction.Custom($"({Text(number)} / z)", z => number / z, z => -number / (z * z), double.PositiveInfinity));

    // A sum over positions by the number of those that count is their mean.
    private static SumNode? SumOver(Interpreter interpreter, TensorValue total)
    {
        var (graph, node) = (interpreter.Graph!, interpreter.NodeOf(total, null));
        while (graph[node] is ReshapeNode { MergesPositions: false })
            node = graph[node].Inputs[0];
        return graph[node] is SumNode { OverFeatures: not true } sum ? sum : null;
    }

    // x.shape[1], or its root: true for a root, null for anything else.
    private static bool? LengthIn(AbstractValue value)
    {
        const string Root = "Sqrt(", Shape = ".shape[";
        var name = value is ConstantValue ? null : value.NameOrText();
        var isRoot = name?.StartsWith(Root, StringComparison.Ordinal) == true;
        var length = isRoot ? name!.Substring(Root.Length).TrimEnd(')') : name;
        return length?.IndexOf(Shape, StringComparison.Ordinal) is > 0 and var start && length.IndexOf(']') == length.Length - 1 && length.IndexOf(' ') < 0 && length.LastIndexOf(Shape, StringComparison.Ordinal) == start ? isRoot : null;
    }

    // Of positions that a mask leaves, or of steps of each sequence.
    private static bool IsCount(AbstractValue value) => value is DataTensor { IsMask: true } || value is TensorValue { Graph: var graph, Node: var node } && IsNamed(graph, node, "mask", "len", "count");

    private static bool IsNamed(GraphBuilder graph, int node, params string[] names)
    {
        while (graph[node] is ReshapeNode or SumNode or ActivationNode { Inputs.Count: 1 })
            node = graph[node].Inputs[0];
        return graph[node] is InputNode { Path: var path } && names.Any(name => path.IndexOf(name, StringComparison.OrdinalIgnoreCase) >= 0);
    }

    /// <summary>One activation for an elementwise function of a node; null where it is not finite where signals lie.</summary>
    private static AbstractValue? Emit(Interpreter interpreter, string path, Elementwise function, SyntaxNode? use) =>
        PositiveValues.Function(interpreter.Graph!, path, function) is { } positive ? interpreter.Emit(positive, use, meaning: function)
        : Recognition.Activation(function) is { } activation
            ? interpreter.Emit(new ActivationNode(path, [function.Source], activation), use, meaning: function)
            : null;

    private static Elementwise Product(Elementwise one, Elementwise other) => new(
        one.Source, $"({one.Text} * {other.Text})", z => one.Value(z) * other.Value(z), z => (one.Slope(z) * other.Value(z)) + (one.Value(z) * other.Slope(z)));

    private static Elementwise Constant(int source, double number) => new(source, Text(number), _ => number, _ => 0);

    private static Elementwise Quotient(Elementwise one, Elementwise other) => new(
        one.Source,
        $"({one.Text} / {other.Text})",
        z => one.Value(z) / other.Value(z),
        z => ((one.Slope(z) * other.Value(z)) - (one.Value(z) * other.Slope(z))) / (other.Value(z) * other.Value(z)));

    private static TensorValue Shift(Interpreter interpreter, TensorValue tensor, double? offset, SyntaxNode? use)
    {
        if (offset == 0 || tensor.Meaning is Scores)
            return tensor;

        var node = interpreter.NodeOf(tensor, use);
        // The number that keeps a divisor from zero.
        if (tensor.Meaning is Moment { Kind: not MomentKind.Square } moment && Math.Abs(offset ?? 0) < LeastTerm)
            return interpreter.Emit(offset is { } epsilon ? new ShiftNode(interpreter.OperationPath("shift"), [node], epsilon) : new ReshapeNode(interpreter.OperationPath("shift"), [node]), use, meaning: moment);
        if (offset is not { } known)
            return interpreter.Emit(new UnknownNode(interpreter.OperationPath("add"), [node], "a term that only a run knows"), use);

        var function = Recognition.ElementwiseOf(interpreter.Graph!, node);
        return interpreter.Emit(new ShiftNode(interpreter.OperationPath("shift"), [node], known), use, meaning: function with
        {
            Text = $"({function.Text} + {Text(known)})",
            Value = z => function.Value(z) + known,
        });
    }

    private static TensorValue Scale(Interpreter interpreter, TensorValue tensor, double? factor, SyntaxNode? use)
    {
        if (factor == 1)
            return tensor;

        var node = interpreter.NodeOf(tensor, use);
        var path = interpreter.OperationPath("scale");
        if (tensor.Meaning is Scores scores)
            return interpreter.Emit(factor is { } number ? new ScaleNode(path, [node], number) : new UnknownNode(path, [node], "scores of a tensor"), use, meaning: scores with { Scale = scores.Scale * factor });
        if (factor is not { } known)
            return interpreter.Emit(new UnknownNode(path, [node], "a factor that only a run knows"), use, meaning: new Factored(node));

        var function = Recognition.ElementwiseOf(interpreter.Graph!, node);
        return interpreter.Emit(new ScaleNode(path, [node], known), use, meaning: function with
        {
            Text = $"({function.Text} * {Text(known)})",
            Value = z => function.Value(z) * known,
            Slope = z => function.Slope(z) * known,
        });
    }

    // Noise has the shape of what it is added to or scales.
    private static int Operand(Interpreter interpreter, AbstractValue value, int like, SyntaxNode? use) => value is DataTensor { IsNoise: true, SecondMoment: { } moment } noise
        ? interpreter.Emit(new NoiseNode(interpreter.OperationPath(noise.Name), [like], moment), use).Node
        : interpreter.NodeOf(value, use);

    private static bool IsNumber(AbstractValue value) => value is ConstantValue or SymbolicNumber or OpaqueValue { IsInput: false };

    private static bool IsMask(AbstractValue value) => value is DataTensor { IsMask: true }
        || (value is TensorValue tensor && tensor.Graph[tensor.Node] is InputNode { Path: var path } && path.IndexOf("mask", StringComparison.OrdinalIgnoreCase) >= 0);

    private static string Text(double number) => number.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
}
