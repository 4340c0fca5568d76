using GradGuard.Signal;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

/// <summary>
/// Operations on tensors by name, whether written as a method of the tensor, of torch or of torch.nn.functional, in place or not: a new
/// one is one line here.
/// </summary>
internal static class TensorOperations
{
    // Nothing that a layer gives is so far below.
    private const double MaskedScore = -1e4;

    private static readonly Dictionary<string, Func<TensorCall, AbstractValue>> ByName = Table();

    public static AbstractValue Call(
        Interpreter interpreter, string name, IReadOnlyList<AbstractValue> tensors, Arguments arguments, IMethodSymbol? method, SyntaxNode? use)
    {
        var call = new TensorCall(interpreter, name, tensors, arguments, use);
        if ((!HasTensor(tensors) && !call.HasTensorInList) || name.EndsWith("_like", StringComparison.Ordinal) || name.StartsWith("new_", StringComparison.Ordinal)
            || (tensors.Count > 0 && tensors[0] is DataTensor && DataOperations.TakesOnlyShape(name)))
            return CausalMasks.From(tensors, call.PlainName, DataOperations.Call(call, method));

        var known = call.PlainName;
        if (known == "detach" && call.Subject is TensorValue attached)
            return InputData.IsAll(attached.Graph, attached.Node) ? attached : interpreter.Cut(new DataTensor(known) { DetachedFrom = attached }, attached, CutKind.Detached, use);
        if (known == "one_hot" && InputData.OneHot(call) is { } oneHot)
            return oneHot;
        if (DataOperations.CutsGradient(known))
        {
            return new DataTensor(known, isMask: known != "detach")
            {
                IsOnePerSample = known is "argmax" or "argmin" && call.Subject is TensorValue scores && Layout.IsOneVector(scores.Graph, scores.Node),
            };
        }

        // The number that keeps a divisor from zero.
        if (known is "clamp" or "clamp_min" or "maximum" or "max" && call.Subject is TensorValue { Meaning: Moment { Kind: not (MomentKind.Square or MomentKind.Mean) } })
            return call.Subject;

        var result = ByName.TryGetValue(known, out var operation) ? operation(call)
            : KnownActivations.IsKnown(known) ? Activation(call, known)
            : method is null || IsOfTensors(method.ReturnType, interpreter.Torch) ? call.Unknown($"'{name}'")
            : NumberOf(call, name, method.ReturnType);
        return method?.ReturnType is INamedTypeSymbol { IsTupleType: true } tuple && result is TensorValue
            ? new TupleValue([.. Enumerable.Repeat(result, tuple.TupleElements.Length)])
            : result;
    }

    private static bool IsOfTensors(ITypeSymbol type, TorchSharpContext torch) =>
        torch.IsTensor(type) || type is IArrayTypeSymbol || type is INamedTypeSymbol { IsTupleType: true }
        || (type is INamedTypeSymbol { TypeArguments: { Length: 1 } elements } && torch.IsTensor(elements[0]));

    private static bool HasTensor(IReadOnlyList<AbstractValue> values)
    {
        for (var i = 0; i < values.Count; i++)
            if (values[i] is TensorValue)
                return true;

        return false;
    }

    // Indices and truths carry no gradient in any case.
    private static AbstractValue NumberOf(TensorCall call, string name, ITypeSymbol type)
    {
        var number = call.Interpreter.FromOutside($"{call.Subject.Name}.{name}()", type);
        var isReal = (type is INamedTypeSymbol { IsGenericType: true, TypeArguments: { Length: 1 } elements } ? elements[0] : type).SpecialType is SpecialType.System_Single or SpecialType.System_Double;
        return (isReal || type.Name == "Scalar") && call.Subject is TensorValue tensor ? call.Interpreter.Cut(number, tensor, CutKind.Number, call.Use) : number;
    }

    /// <summary>tensor[…]: some of its steps, pixels or features.</summary>
    public static AbstractValue Index(Interpreter interpreter, AbstractValue tensor, IReadOnlyList<AbstractValue> indices, SyntaxNode? use) => tensor is TensorValue
        ? ShapeOperations.Index(new TensorCall(interpreter, "select", [tensor], Arguments.None, use), indices)
        : tensor is DataTensor table && indices.Count == 1 && indices[0] is TensorValue or DataTensor { IsMask: false } ? table.Picked(indices[0])
        : tensor is DataTensor { Shape: not null } data ? data.Rearranged(ShapeOperations.Indexed(data.Shape, indices)) : tensor;

    private static Dictionary<string, Func<TensorCall, AbstractValue>> Table()
    {
        var table = new Dictionary<string, Func<TensorCall, AbstractValue>>
        {
            ["size"] = call => call.Subject is not TensorValue sized ? call.Unknown("'size'")
                : new ShapeValue(sized) is var shape && call.Arguments[0] is { } axis ? shape.Length(axis) : shape,
            ["add"] = call => call.Arithmetic(BinaryOperatorKind.Add),
            ["sub"] = call => call.Arithmetic(BinaryOperatorKind.Subtract),
            ["subtract"] = call => call.Arithmetic(BinaryOperatorKind.Subtract),
            ["mul"] = call => call.Arithmetic(BinaryOperatorKind.Multiply),
            ["multiply"] = call => call.Arithmetic(BinaryOperatorKind.Multiply),
            ["rsub"] = call => TensorArithmetic.Negate(call.Interpreter, UnaryOperatorKind.Minus, call.Arithmetic(BinaryOperatorKind.Subtract), call.Use),
            ["addcdiv"] = call => call.Tensors.Count == 3 ? AddScaled(call, BinaryOperatorKind.Divide) : call.Unknown("'addcdiv'"),
            ["addcmul"] = call => call.Tensors.Count == 3 ? AddScaled(call, BinaryOperatorKind.Multiply) : call.Unknown("'addcmul'"),
            ["where"] = Where,
            ["index_fill"] = call => call.Subject,
            ["masked_fill"] = call => call.Subject is TensorValue scores ? CausalMasks.Masked(call.Interpreter, scores, call.Arguments.Values, call.Use) : call.Subject,
            ["neg"] = call => TensorArithmetic.Negate(call.Interpreter, UnaryOperatorKind.Minus, call.Subject, call.Use),
            ["softmax"] = call => call.Emit(new SoftmaxNode(call.Path, call.Inputs, Logarithm: false)),
            ["softmax2d"] = call => call.Emit(new SoftmaxNode(call.Path, call.Inputs, Logarithm: false)),
            ["softmin"] = call => call.Emit(new SoftmaxNode(call.Path, call.Inputs, Logarithm: false)),
            ["log_softmax"] = call => call.Emit(new SoftmaxNode(call.Path, call.Inputs, Logarithm: true)),
            ["glu"] = call => call.Emit(new GatedLinearUnitNode(call.Path, call.Inputs)),
            ["dropout"] = Dropout,
            ["batch_norm"] = call => call.Emit(new NormalizationNode(call.Path, call.FirstInput, NormalizationKind.Batch)),
            ["layer_norm"] = call => call.Emit(new NormalizationNode(call.Path, call.FirstInput, NormalizationKind.Layer)),
            ["group_norm"] = call => call.Emit(new NormalizationNode(call.Path, call.FirstInput, NormalizationKind.Group, Groups: call.Arguments.Size("num_groups"))),
            ["instance_norm"] = call => call.Emit(new NormalizationNode(call.Path, call.FirstInput, NormalizationKind.Instance)),
        };

        foreach (var name in new[]
        {
            "alias", "clone", "contiguous", "to", "cuda", "cpu", "float", "double", "half", "bfloat16", "type", "to_type", "type_as", "pin_memory",
            "requires_grad", "with_requires_grad", "retain_grad", "print", "MoveToOuterDisposeScope", "MoveToOtherDisposeScope",
            "DetachFromDisposeScope", "MoveToOuter", "MoveToOther", "Attach", "Detach", "positive", "set_requires_grad", "nan_to_num",
        })
            table[name] = call => call.Subject;

        ShapeOperations.AddTo(table);
        Resizing.AddTo(table);
        JoiningOperations.AddTo(table);
        TopFeatures.AddTo(table);
        ElementwiseFunctions.AddTo(table);
        PairOperations.AddTo(table);
        MomentOperations.AddTo(table);
        MatrixOperations.AddTo(table);
        FunctionalLayers.AddTo(table);
        foreach (var name in new[] { "sin", "cos" })
            table[name] = call => AngleEncodings.Of(call) ?? Activation(call, name);
        foreach (var name in new[] { "dropout1d", "dropout2d", "dropout3d" })
            table[name] = Dropout;
        foreach (var name in new[] { "alpha_dropout", "feature_alpha_dropout" })
            table[name] = call => Dropout(call) is TensorValue { Graph: var graph, Node: var node } value && graph[node] is DropoutNode dropout
                ? call.Emit(dropout with { KeepsMoments = true })
                : call.Subject;

        for (var axes = 1; axes <= 3; axes++)
        {
            var dimensions = axes;
            table[$"max_pool{axes}d"] = call => call.Emit(Pool(call, PoolKind.Maximum, dimensions));
            table[$"avg_pool{axes}d"] = call => call.Emit(Pool(call, PoolKind.Average, dimensions));
            table[$"adaptive_avg_pool{axes}d"] = call => call.Emit(AdaptivePool(call, PoolKind.Average, dimensions));
            table[$"adaptive_max_pool{axes}d"] = call => call.Emit(AdaptivePool(call, PoolKind.Maximum, dimensions));
        }

        Unpooling.AddTo(table);

        return table;
    }

    // x + value · a ∘ b
    private static AbstractValue AddScaled(TensorCall call, BinaryOperatorKind kind)
    {
        var combined = TensorArithmetic.Combine(call.Interpreter, kind, call.Tensors[1], call.Tensors[2], call.Use);
        var factor = call.Arguments["value"] ?? ConstantValue.Of(1.0);
        return TensorArithmetic.Combine(
            call.Interpreter, BinaryOperatorKind.Add, call.Tensors[0], TensorArithmetic.Combine(call.Interpreter, BinaryOperatorKind.Multiply, combined, factor, call.Use), call.Use);
    }

    private static AbstractValue Where(TensorCall call)
    {
        if (call.Tensors.Count == 3 && call.Tensors[0] is DataTensor { Constant: { } holds })
            return call.Tensors[holds != 0 ? 1 : 2];
        // What a softmax is to take for minus infinity.
        if (call.Tensors.Count == 3 && call.Tensors.OfType<DataTensor>().Any(part => part.Constant <= MaskedScore) && call.Tensors.Skip(1).OfType<TensorValue>().FirstOrDefault() is { Meaning: not Scores } masked)
            return CirculantMatrix.Of(call.Tensors[0]) is { Everywhere: 0, Rolls.Count: var count and > 1, Order: var order }
                ? call.Emit(new ReshapeNode(call.Interpreter.OperationPath("mask"), [masked.Node]), new OfNeighbours(count, order))
                : masked;
        // Scores that are masked out; which ones makes no difference before training.
        var parts = call.Arguments.Values.Skip(call.Tensors.Count == 3 ? 1 : 0).Append(call.Subject).OfType<TensorValue>().ToList();
        return parts.FirstOrDefault(part => part.Meaning is Scores) is { } scores ? CausalMasks.Masked(call.Interpreter, scores, call.Arguments.Values, call.Use) : Chosen(call) ?? call.Unknown("'where'");
    }

    // Each element is one or the other; as far as the code tells, as often the one as the other.
    private static AbstractValue? Chosen(TensorCall call)
    {
        var (condition, one, other) = call.Arguments["condition"] is { } stated && call.Arguments["x"] is { } x && call.Arguments["y"] is { } y ? (stated, x, y)
            : call.Arguments.Values.Count == 3 ? (call.Arguments.Values[0], call.Arguments.Values[1], call.Arguments.Values[2])
            : call.Arguments.Values.Count == 2 ? (call.Arguments.Values[0], call.Subject, call.Arguments.Values[1]) : default;
        if (condition is null || condition is TensorValue { Meaning: not null })
            return null;

        var parts = new[] { one, other }.Where(part => !(Sizes.Number(part) == 0 || part is DataTensor { Constant: 0 })).Select(part => DataArithmetic.AsData(part)).ToList();
        if (parts.Count == 0 || parts.Exists(part => part is not (TensorValue or DataTensor { SecondMoment: not null })))
            return null;

        var halves = parts.ConvertAll(part => call.Interpreter.Emit(new ScaleNode(
            call.Interpreter.OperationPath("half"), [call.Interpreter.Emit(new DropoutNode(call.Path, [call.Interpreter.NodeOf(part, call.Use)], 0.5), call.Use).Node], 0.5), call.Use).Node);
        return halves.Count == 1 ? new TensorValue(call.Graph, halves[0]) : call.Emit(new AddNode(call.Path, halves));
    }

    // A window as long as the axis leaves one position.
    private static PoolNode Pool(TensorCall call, PoolKind kind, int axes) => IsWhole(call)
        ? new(call.Path, call.FirstInput, kind, Size.Unknown, OutputPositions: Size.Of(1))
        : new(
        call.Path, call.FirstInput, kind, call.Arguments.Volume("kernel_size", axes),
        call.Arguments[axes == 1 ? "stride" : "strides"] is null ? call.Arguments.Volume("stride", axes) : call.Arguments.Volume(axes == 1 ? "stride" : "strides", axes));

    // avg_pool2d(x, x.shape[3]): a window as long as the map itself.
    private static bool IsWhole(TensorCall call)
    {
        var sides = call.Arguments["kernel_size"] switch
        {
            TupleValue tuple => tuple.Elements,
            ListValue { HasKnownLength: true } list => list.Elements,
            { } side => (IReadOnlyList<AbstractValue>)[side],
            null => [],
        };
        return sides.Count > 0 && call.Subject is TensorValue { Name: { } name }
            && sides.All(side => side is not ConstantValue && side.NameOrText() is { } length && length.StartsWith(name + ".", StringComparison.Ordinal));
    }

    private static PoolNode AdaptivePool(TensorCall call, PoolKind kind, int axes) =>
        new(call.Path, call.FirstInput, kind, Size.Unknown, OutputPositions: call.Arguments.Volume("output_size", axes));

    private static AbstractValue Activation(TensorCall call, string name) => KnownActivations.Find(name, call.Arguments) is { } function
        ? call.Emit(new ActivationNode(call.Path, call.FirstInput, function))
        : call.Unknown($"'{name}' with settings that only a run knows");

    private static AbstractValue Dropout(TensorCall call) => call.Arguments.Flag("training") == false ? call.Subject
        : call.Emit(new DropoutNode(call.Path, call.FirstInput, call.Arguments.Number("p") ?? call.Arguments.Number("probability") ?? KnownLayers.UsualDropout));
}
