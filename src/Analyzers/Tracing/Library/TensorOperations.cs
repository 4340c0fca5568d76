using GradGuard.Signal;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tracing;

/// <summary>
/// Operations on tensors by name, whether written as a method of the tensor, of torch or of torch.nn.functional, in place or not: a new
/// one is one line here.
/// </summary>
internal static class TensorOperations
{
    private static readonly Dictionary<string, Func<TensorCall, AbstractValue>> ByName = Table();

    public static AbstractValue Call(
        Interpreter interpreter, string name, IReadOnlyList<AbstractValue> tensors, Arguments arguments, IMethodSymbol? method, SyntaxNode? use)
    {
        var call = new TensorCall(interpreter, name, tensors, arguments, use);
        if ((!tensors.Any(tensor => tensor is TensorValue) && !call.HasTensorInList) || name.EndsWith("_like", StringComparison.Ordinal))
            return OnData(call, method);

        var known = name.TrimEnd('_');
        var result = ByName.TryGetValue(known, out var operation) ? operation(call)
            : KnownActivations.IsKnown(known) ? Activation(call, known)
            : method is null || ReturnsTensors(method.ReturnType) ? call.Unknown($"'{name}'")
            : interpreter.FromOutside($"{tensors[0].Name}.{name}()", method.ReturnType);
        return method?.ReturnType is INamedTypeSymbol { IsTupleType: true } tuple && result is TensorValue
            ? new TupleValue([.. tuple.TupleElements.Select(_ => result)])
            : result;

        bool ReturnsTensors(ITypeSymbol type) =>
            interpreter.Torch.IsTensor(type) || type is IArrayTypeSymbol || type is INamedTypeSymbol { IsTupleType: true };
    }

    /// <summary>tensor[…]: some of its steps, pixels or features.</summary>
    public static AbstractValue Index(Interpreter interpreter, AbstractValue tensor, SyntaxNode? use) => tensor is TensorValue
        ? interpreter.Emit(new SelectNode(interpreter.OperationPath("select"), [interpreter.NodeOf(tensor, use)]), use)
        : tensor;

    private static Dictionary<string, Func<TensorCall, AbstractValue>> Table()
    {
        var table = new Dictionary<string, Func<TensorCall, AbstractValue>>
        {
            ["flatten"] = call => call.Reshape(merges: call.Arguments.Number("start_dim") is 0 or 1),
            ["view"] = call => call.Reshape(call.IsFlatShape),
            ["reshape"] = call => call.Reshape(call.IsFlatShape),
            ["add"] = call => call.Arithmetic(TensorArithmetic.Combine, Microsoft.CodeAnalysis.Operations.BinaryOperatorKind.Add),
            ["sub"] = call => call.Arithmetic(TensorArithmetic.Combine, Microsoft.CodeAnalysis.Operations.BinaryOperatorKind.Subtract),
            ["subtract"] = call => call.Arithmetic(TensorArithmetic.Combine, Microsoft.CodeAnalysis.Operations.BinaryOperatorKind.Subtract),
            ["mul"] = call => call.Arithmetic(TensorArithmetic.Combine, Microsoft.CodeAnalysis.Operations.BinaryOperatorKind.Multiply),
            ["multiply"] = call => call.Arithmetic(TensorArithmetic.Combine, Microsoft.CodeAnalysis.Operations.BinaryOperatorKind.Multiply),
            ["div"] = call => call.Arithmetic(TensorArithmetic.Combine, Microsoft.CodeAnalysis.Operations.BinaryOperatorKind.Divide),
            ["neg"] = call => TensorArithmetic.Negate(call.Interpreter, Microsoft.CodeAnalysis.Operations.UnaryOperatorKind.Minus, call.Subject, call.Use),
            ["mean"] = call => call.Arguments.Count > 0 && call.Arguments["dimensions"] is not null
                ? call.Emit(new PoolNode(call.Path, call.Inputs, PoolKind.Average, Size.Unknown, OutputPositions: Size.Of(1)))
                : call.Unknown("a mean over everything"),
            ["max"] = call => call.Arguments["dim"] is not null
                ? call.Emit(new PoolNode(call.Path, call.Inputs, PoolKind.Maximum, Size.Unknown, OutputPositions: Size.Of(1)))
                : call.Unknown("a maximum"),
            ["amax"] = call => call.Emit(new PoolNode(call.Path, call.Inputs, PoolKind.Maximum, Size.Unknown, OutputPositions: Size.Of(1))),
            ["softmax"] = call => call.Emit(new SoftmaxNode(call.Path, call.Inputs, Logarithm: false)),
            ["softmax2d"] = call => call.Emit(new SoftmaxNode(call.Path, call.Inputs, Logarithm: false)),
            ["softmin"] = call => call.Emit(new SoftmaxNode(call.Path, call.Inputs, Logarithm: false)),
            ["log_softmax"] = call => call.Emit(new SoftmaxNode(call.Path, call.Inputs, Logarithm: true)),
            ["glu"] = call => call.Emit(new GatedLinearUnitNode(call.Path, call.Inputs)),
            ["cat"] = call => call.Emit(new ConcatenateNode(call.Path, call.Inputs)),
            ["concat"] = call => call.Emit(new ConcatenateNode(call.Path, call.Inputs)),
            ["concatenate"] = call => call.Emit(new ConcatenateNode(call.Path, call.Inputs)),
            ["hstack"] = call => call.Emit(new ConcatenateNode(call.Path, call.Inputs)),
            ["stack"] = call => call.Emit(new ConcatenateNode(call.Path, call.Inputs)),
            ["dropout"] = Dropout,
            ["batch_norm"] = call => call.Emit(new NormalizationNode(call.Path, call.FirstInput, NormalizationKind.Batch)),
            ["layer_norm"] = call => call.Emit(new NormalizationNode(call.Path, call.FirstInput, NormalizationKind.Layer)),
            ["group_norm"] = call => call.Emit(new NormalizationNode(call.Path, call.FirstInput, NormalizationKind.Group)),
            ["instance_norm"] = call => call.Emit(new NormalizationNode(call.Path, call.FirstInput, NormalizationKind.Instance)),
        };

        foreach (var name in new[]
        {
            "alias", "clone", "contiguous", "to", "cuda", "cpu", "float", "double", "half", "bfloat16", "type", "to_type", "type_as", "pin_memory",
            "requires_grad", "with_requires_grad", "retain_grad", "print", "MoveToOuterDisposeScope", "MoveToOtherDisposeScope",
            "DetachFromDisposeScope", "MoveToOuter", "MoveToOther", "Attach", "Detach", "positive", "set_requires_grad",
        })
            table[name] = call => call.Subject;

        foreach (var name in new[]
        {
            "permute", "transpose", "t", "squeeze", "unsqueeze", "swapaxes", "swapdims", "movedim", "moveaxis", "expand", "expand_as", "broadcast_to",
            "view_as", "unflatten", "flip", "roll", "repeat", "tile", "pixel_shuffle", "pixel_unshuffle", "interpolate", "upsample",
            "repeat_interleave", "pad",
        })
            table[name] = call => call.Reshape(merges: false);

        table["ravel"] = call => call.Reshape(merges: true);
        foreach (var name in new[] { "select", "index_select", "index" })
            table[name] = call => call.Emit(new SelectNode(call.Path, call.FirstInput));

        foreach (var name in new[] { "dropout1d", "dropout2d", "dropout3d", "alpha_dropout", "feature_alpha_dropout" })
            table[name] = Dropout;

        for (var axes = 1; axes <= 3; axes++)
        {
            var dimensions = axes;
            table[$"max_pool{axes}d"] = call => call.Emit(Pool(call, PoolKind.Maximum, dimensions));
            table[$"avg_pool{axes}d"] = call => call.Emit(Pool(call, PoolKind.Average, dimensions));
            table[$"adaptive_avg_pool{axes}d"] = call => call.Emit(AdaptivePool(call, PoolKind.Average, dimensions));
            table[$"adaptive_max_pool{axes}d"] = call => call.Emit(AdaptivePool(call, PoolKind.Maximum, dimensions));
        }

        return table;
    }

    private static PoolNode Pool(TensorCall call, PoolKind kind, int axes) => new(
        call.Path, call.FirstInput, kind, call.Arguments.Volume("kernel_size", axes),
        call.Arguments[axes == 1 ? "stride" : "strides"] is null ? call.Arguments.Volume("stride", axes) : call.Arguments.Volume(axes == 1 ? "stride" : "strides", axes));

    private static PoolNode AdaptivePool(TensorCall call, PoolKind kind, int axes) =>
        new(call.Path, call.FirstInput, kind, Size.Unknown, OutputPositions: call.Arguments.Volume("output_size", axes));

    private static AbstractValue Activation(TensorCall call, string name) => KnownActivations.Find(name, call.Arguments) is { } function
        ? call.Emit(new ActivationNode(call.Path, call.FirstInput, function))
        : call.Unknown($"'{name}' with settings that only a run knows");

    private static AbstractValue Dropout(TensorCall call) => call.Arguments.Flag("training") == false ? call.Subject
        : call.Arguments.Number("p") is { } probability ? call.Emit(new DropoutNode(call.Path, call.FirstInput, probability))
        : call.Unknown("a dropout whose share only a run knows");

    // Tensors made from nothing, and what is computed from those: data, not a part of the model's graph.
    private static AbstractValue OnData(TensorCall call, IMethodSymbol? method)
    {
        if (method is not null && !call.Interpreter.Torch.IsTensor(method.ReturnType))
            return call.Subject is UnknownValue ? call.Subject : call.Interpreter.FromOutside($"{call.Subject.Name ?? call.Name}.{call.Name}()", method.ReturnType);

        var subject = call.Subject as DataTensor;
        var name = call.Name.TrimEnd('_');
        if (subject is not null && KnownInitializers.IsKnown(call.Name))
            return Drawn(subject.Name, KnownInitializers.Draw(call.Name, call.Arguments));

        return name switch
        {
            "zeros" or "zeros_like" => Drawn(call.Name, ParameterDraw.Constant(0)),
            "ones" or "ones_like" => Drawn(call.Name, ParameterDraw.Constant(1)),
            "randn" or "randn_like" => Drawn(call.Name, new ParameterDraw(WeightInitializer.Normal(1), BiasInitializer.Normal(1))),
            "rand" or "rand_like" => Drawn(call.Name, new ParameterDraw(WeightInitializer.Uniform(0, 1), BiasInitializer.Uniform(0, 1))),
            "full" or "full_like" when call.Arguments.Number("value") is { } value => Drawn(call.Name, ParameterDraw.Constant(value)),
            "mul" when subject is not null && call.Arguments.Values.Select(Sizes.Number).FirstOrDefault(number => number is not null) is { } factor =>
                TensorArithmetic.Multiply(call.Interpreter, subject, ConstantValue.Of(factor), call.Use),
            "Parameter" or "requires_grad" or "AsParameter" => call.Subject,
            _ when subject is not null && (ByName.ContainsKey(name) || KnownActivations.IsKnown(name)) && name is "view" or "reshape" or "to" or "unsqueeze" or "clone" or "alias" or "contiguous" or "expand" or "permute" or "transpose" or "t" or "squeeze" => subject!,
            _ => new DataTensor(subject?.Name ?? call.Name),
        };
    }

    private static DataTensor Drawn(string name, ParameterDraw draw) =>
        new(name, draw.Weight.Kind is InitializerKind.Normal or InitializerKind.Uniform or InitializerKind.Constant ? draw.Weight.SecondMoment(1, 1) : null, draw);
}

/// <summary>One operation on tensors.</summary>
internal sealed class TensorCall(Interpreter interpreter, string name, IReadOnlyList<AbstractValue> tensors, Arguments arguments, SyntaxNode? use)
{
    public Interpreter Interpreter { get; } = interpreter;

    public string Name { get; } = name;

    public Arguments Arguments { get; } = arguments;

    public SyntaxNode? Use { get; } = use;

    public string Path => Interpreter.OperationPath(Name.TrimEnd('_'));

    /// <summary>The tensor that the operation works on.</summary>
    public AbstractValue Subject => tensors.Count > 0 ? tensors[0] : new UnknownValue($"'{Name}'");

    public bool HasTensorInList => Arguments.Values.OfType<ListValue>().Any(list => list.Elements.Exists(element => element is TensorValue));

    /// <summary>Nodes of all tensors, those in lists included.</summary>
    public IReadOnlyList<int> Inputs => [.. tensors.Concat(Arguments.Values.OfType<ListValue>().SelectMany(list => list.Elements).Where(element => element is TensorValue or DataTensor))
        .Select(tensor => Interpreter.NodeOf(tensor, Use))];

    public IReadOnlyList<int> FirstInput => [Interpreter.NodeOf(Subject, Use)];

    /// <summary>Whether a new shape has two axes: samples and features.</summary>
    public bool IsFlatShape => (Arguments.First<ListValue>()?.Elements.Count ?? Arguments.Count) == 2;

    public AbstractValue Emit(LayerNode node) => Interpreter.Emit(node, Use);

    public AbstractValue Reshape(bool merges) => Emit(new ReshapeNode(Path, FirstInput, merges && FollowsConvolution()));

    public AbstractValue Unknown(string reason) => Interpreter.EmitUnknown(Name, [.. tensors, .. Arguments.Values.OfType<ListValue>().SelectMany(list => list.Elements)], reason, Use);

    public AbstractValue Arithmetic(
        Func<Interpreter, Microsoft.CodeAnalysis.Operations.BinaryOperatorKind, AbstractValue, AbstractValue, SyntaxNode?, AbstractValue> combine,
        Microsoft.CodeAnalysis.Operations.BinaryOperatorKind kind)
    {
        var operands = new[] { Subject }.Concat(Arguments.Values.Where(value => !ReferenceEquals(value, Subject))).ToList();
        // x.add(x): the same tensor twice, once as receiver.
        var other = operands.Count > 1 ? operands[1] : Arguments.Count > 0 ? Arguments[0]! : Subject;
        return combine(Interpreter, kind, Subject, other, Use);
    }

    // A sequence of steps keeps its steps in a two-axis view; an image does not.
    private bool FollowsConvolution()
    {
        if (Subject is not TensorValue tensor)
            return false;

        for (var node = tensor.Node; ;)
        {
            switch (tensor.Graph[node])
            {
                case ConvolutionNode or PoolNode:
                    return true;
                case LinearNode or EmbeddingNode or RecurrentNode or AttentionNode or UnknownNode:
                    return false;
                case { Inputs.Count: > 0 } other:
                    node = other.Inputs[0];
                    continue;
                default:
                    return true;
            }
        }
    }
}
