using GradGuard.Signal;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Layers as functions of a tensor and of parameters that the model holds itself.</summary>
internal static class FunctionalLayers
{
    public static void AddTo(Dictionary<string, Func<TensorCall, AbstractValue>> table)
    {
        table["linear"] = call => Weight(call, "weight", "weights", "weigths") is { } weight
            ? Linear(call, call.Subject, weight, call.Arguments["bias"], isTransposed: false)
            : Generated(call);
        table["embedding"] = call => call.Subject;
        table["bilinear"] = call => call.Tensors.Count >= 2 && Weight(call, "weight") is { } form && ShapeOf(form) is { Count: 3 } shape
            ? Bilinear(call, call.Tensors[0], call.Tensors[1], form, Sizes.Of(shape[1]), Sizes.Of(shape[2]), Sizes.Of(shape[0]), call.Arguments["bias"])
            : call.Unknown("'bilinear'");
        for (var axes = 1; axes <= 3; axes++)
        {
            var dimensions = axes;
            table[$"conv{axes}d"] = call => Convolution(call, dimensions, isTransposed: false);
            table[$"conv{axes}d_padding"] = table[$"conv{axes}d"];
            table[$"conv_transpose{axes}d"] = call => Convolution(call, dimensions, isTransposed: true);
        }

        foreach (var loss in new[]
        {
            "mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss", "cross_entropy", "nll_loss", "binary_cross_entropy", "binary_cross_entropy_with_logits",
            "kl_div", "cosine_embedding_loss",
        })
            // The gradient starts where the loss reads the model's value.
            table[loss] = call => call.Subject;
    }

    // Weights that another network has made.
    private static AbstractValue Generated(TensorCall call)
    {
        if (call.Tensors.Count < 2 || call.Tensors[0] is not TensorValue || call.Tensors[1] is not TensorValue)
            return call.Unknown("'linear' with weights that come from the input");

        var (value, weight) = (call.First, call.Interpreter.NodeOf(call.Tensors[1], call.Use));
        var product = Matrices.Apply(call, value, weight, isTransposed: true) ?? call.Emit(new MatrixProductNode(call.Path, [value, weight], false, false));
        return call.Tensors.Count > 2 ? TensorArithmetic.Combine(call.Interpreter, BinaryOperatorKind.Add, product, call.Tensors[2], call.Use) : product;
    }

    /// <summary>x Wᵀ + b, or x W where the weight stands transposed.</summary>
    public static AbstractValue Linear(TensorCall call, AbstractValue input, AbstractValue weight, AbstractValue? bias, bool isTransposed)
    {
        if (weight is DataTensor { Composition: { } parts })
            return parts.IsProduct
                ? Linear(call, Linear(call, input, isTransposed ? parts.One : parts.Other, null, isTransposed), isTransposed ? parts.Other : parts.One, bias, isTransposed)
                : TensorArithmetic.Combine(call.Interpreter, BinaryOperatorKind.Add, Linear(call, input, parts.One, bias, isTransposed), Linear(call, input, parts.Other, null, isTransposed), call.Use);
        if (weight is DataTensor { Joined: { } joined } && OfParts(call, input, joined, bias, isTransposed) is { } value)
            return value;

        var shape = ShapeOf(weight);
        // A vector makes one number of each position.
        var (first, last) = shape is { Count: 1 } && isTransposed ? (Sizes.Of(shape[0]), Size.Of(1)) : shape is { Count: >= 2 } ? (Sizes.Of(shape[shape.Count - 2]), Sizes.Of(shape[shape.Count - 1])) : (Size.Unknown, Size.Unknown);
        return Layer(call, input, weight, isTransposed ? first : last, isTransposed ? last : first, bias);
    }

    /// <summary>A layer of weights that the model holds, from so many features to so many.</summary>
    public static AbstractValue Layer(TensorCall call, AbstractValue input, AbstractValue weight, Size fanIn, Size fanOut, AbstractValue? bias = null) => call.Emit(new LinearNode(
        Path(call, weight), [call.Interpreter.NodeOf(input, call.Use)], fanIn, fanOut, Draw(weight)?.Weight ?? WeightInitializer.Unknown, Bias(bias), MultiplierOf(weight)) with
    {
        IsFrozen = IsFrozen(weight),
        SharesWeights = call.Interpreter.Scope is not null && (weight is ParameterValue { Owner.Scope: null } || (weight as DataTensor)?.Path?.IndexOf('*') < 0),
    });

    /// <summary>xᵀ W y for weights that the model holds.</summary>
    public static AbstractValue Bilinear(TensorCall call, AbstractValue one, AbstractValue other, AbstractValue weight, Size firstFanIn, Size secondFanIn, Size fanOut, AbstractValue? bias = null) => call.Emit(new BilinearNode(
        Path(call, weight), [call.Interpreter.NodeOf(one, call.Use), call.Interpreter.NodeOf(other, call.Use)], firstFanIn, secondFanIn, fanOut, Draw(weight)?.Weight ?? WeightInitializer.Unknown, Bias(bias)) with
    {
        IsFrozen = IsFrozen(weight),
    });

    // Weights that stand side by side are a layer each: for other outputs of one input, or for other features of it.
    private static AbstractValue? OfParts(TensorCall call, AbstractValue input, JoinedData weights, AbstractValue? bias, bool isTransposed)
    {
        if (weights.Axis > 1 || weights.Parts.Any(part => ShapeOf(part) is not { Count: 2 }))
            return null;

        if (weights.Axis == (isTransposed ? 1 : 0))
            return call.Emit(new ConcatenateNode(call.Interpreter.OperationPath("cat"), [.. weights.Parts.Select(part => Node(Linear(call, input, part, bias, isTransposed)))]));

        var source = Node(input);
        return call.Emit(new AddNode(call.Interpreter.OperationPath("add"), [.. weights.Parts.Select((part, place) =>
            Node(Linear(call, call.Emit(new PartNode(call.Interpreter.OperationPath("part"), [source], Sizes.Of(ShapeOf(part)![weights.Axis]))), part, place == 0 ? bias : null, isTransposed)))]));

        int Node(AbstractValue value) => call.Interpreter.NodeOf(value, call.Use);
    }

    private static AbstractValue Convolution(TensorCall call, int axes, bool isTransposed)
    {
        if (Weight(call, "weight", "kernel") is not { } weight)
            return GeneratedKernels.Convolve(call, isTransposed ? null : call.Arguments["weight"], axes) ?? call.Unknown($"'{call.Name}' with weights that come from the input");

        var shape = ShapeOf(weight) is { } stated && stated.Count == 2 + axes ? stated : null;
        var groups = call.Arguments["groups"] is { } given ? Sizes.Of(given) : Size.Of(1);
        Size outer = shape is null ? Size.Unknown : Sizes.Of(shape[0]), inner = shape is null ? Size.Unknown : Sizes.Of(shape[1]);
        // [out, in / groups, …], transposed [in, out / groups, …].
        inner = groups.Value is { } count ? inner.Value is { } number ? Size.Of(number * count) : inner : Size.Unknown;
        var stride = call.Arguments["stride"] is { } one and not ConstantValue { Value: null } ? one : call.Arguments["strides"];
        return call.Emit(new ConvolutionNode(
            Path(call, weight), call.FirstInput, isTransposed ? outer : inner, isTransposed ? inner : outer,
            shape is null ? Size.Unknown : Sizes.Product(shape.Skip(2)),
            stride is null or ConstantValue { Value: null } ? Size.Of(1) : call.Arguments.Volume(call.Arguments["stride"] is null ? "strides" : "stride", axes),
            groups, isTransposed, Draw(weight)?.Weight ?? WeightInitializer.Unknown, Bias(call.Arguments["bias"]), axes, call.Arguments.Side("padding"),
            isTransposed ? call.Arguments.Side("output_padding") : Size.Unknown, call.Arguments.Side("dilation")) with
        {
            Multiplier = MultiplierOf(weight),
            IsFrozen = IsFrozen(weight),
        });
    }

    private static AbstractValue? Weight(TensorCall call, params string[] names) =>
        names.Select(name => call.Arguments[name]).FirstOrDefault(value => value is DataTensor or ParameterValue);

    /// <summary>The axes of a parameter, as far as the code tells.</summary>
    public static IReadOnlyList<AbstractValue>? ShapeOf(AbstractValue weight) => weight switch
    {
        DataTensor data => data.Shape,
        ParameterValue parameter => parameter.Shape,
        _ => null,
    };

    private static double MultiplierOf(AbstractValue weight) => weight is DataTensor { IsLearned: true, Multiplier: var multiplier } ? multiplier : 1;

    // A buffer, such as random projections of coordinates, is drawn once and for all.
    private static bool IsFrozen(AbstractValue weight) => weight is ParameterValue { Owner.IsFrozen: true } or DataTensor { IsLearned: false } && Draw(weight) is not null;

    private static ParameterDraw? Draw(AbstractValue weight) => weight switch
    {
        DataTensor { Draw: { } draw } => draw,
        // Numbers that the code lists, such as a basis of polynomials.
        DataTensor { IsLearned: false, IsMask: false, SecondMoment: { } square } data when (data.Mean ?? 0) is var mean && Math.Sqrt(Math.Max(square - (mean * mean), 0)) is var spread =>
            new ParameterDraw(WeightInitializer.Normal(spread, mean), BiasInitializer.Normal(spread, mean)),
        ParameterValue parameter => parameter.Draw,
        _ => null,
    };

    private static BiasInitializer? Bias(AbstractValue? bias) => bias switch
    {
        null or ConstantValue { Value: null } => null,
        _ => Draw(bias)?.Bias ?? BiasInitializer.Unknown,
    };

    // The monitor calls the layer by the module that holds its parameters.
    private static string Path(TensorCall call, AbstractValue weight) =>
        weight is ParameterValue { Owner.Path: { } path } ? path : weight is DataTensor { Path: { } name } ? name : call.Path;
}
