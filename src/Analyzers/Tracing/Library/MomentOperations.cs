using GradGuard.Signal;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Means, variances, powers and roots: what normalizations are written with.</summary>
internal static class MomentOperations
{
    private static readonly ActivationFunction SquareRoot = ActivationFunction.Custom("Sqrt", Math.Sqrt, z => 0.5 / Math.Sqrt(z), double.PositiveInfinity);
    private static readonly ActivationFunction InverseRoot = ActivationFunction.Custom("Rsqrt", z => 1 / Math.Sqrt(z), z => -0.5 / (z * Math.Sqrt(z)), double.PositiveInfinity);
    private static readonly ActivationFunction Inverse = ActivationFunction.Custom("Reciprocal", z => 1 / z, z => -1 / (z * z), double.PositiveInfinity);

    private static readonly ActivationFunction Logarithm = ActivationFunction.Custom("Log", Math.Log, z => 1 / z, double.PositiveInfinity);

    public static void AddTo(Dictionary<string, Func<TensorCall, AbstractValue>> table)
    {
        table["mean"] = Mean;
        table["sum"] = Sum;
        table["max"] = call => call.Tensors.Count > 1 ? Extreme(call, 1)
            : call.Arguments["dim"] is not null ? Maximum(call)
            : call.Unknown("a maximum");
        table["amax"] = Maximum;
        table["amin"] = call => Negative(call, Maximum(call.On(Negative(call, call.Subject))));
        table["nansum"] = table["sum"];
        table["nanmean"] = Mean;
        table["std_mean"] = call => new TupleValue([Spread(call, MomentKind.Deviation), Mean(call)]);
        table["var_mean"] = call => new TupleValue([Spread(call, MomentKind.Variance), Mean(call)]);
        foreach (var name in new[] { "maximum", "fmax" })
            table[name] = call => Extreme(call, 1);
        foreach (var name in new[] { "minimum", "fmin" })
            table[name] = call => Extreme(call, -1);
        table["cumsum"] = call => RunningFeatures.Of(call, (path, terms) => new AddNode(path, terms), new RunningSum(call.First)) ?? call.Pending(new RunningSum(call.First));
        table["cumprod"] = call => RunningFeatures.Of(call, (path, factors) => new MultiplyNode(path, factors)) ?? call.Unknown("'cumprod'");
        table["square"] = call => call.Emit(new ActivationNode(call.Path, call.FirstInput, ActivationFunction.Square));
        table["pow"] = Power;
        table["var"] = call => Spread(call, MomentKind.Variance);
        table["std"] = call => Spread(call, MomentKind.Deviation);
        table["sqrt"] = call => Root(call, MomentKind.RootMeanSquare, MomentKind.Deviation, MomentKind.Length) ?? ElementwiseFunctions.Of(call, "Sqrt", Math.Sqrt, z => 0.5 / Math.Sqrt(z));
        table["rsqrt"] = call => Root(call, MomentKind.InverseRootMeanSquare, MomentKind.InverseDeviation, MomentKind.InverseLength)
            ?? ElementwiseFunctions.Of(call, "Rsqrt", z => 1 / Math.Sqrt(z), z => -0.5 / (z * Math.Sqrt(z)));
        table["reciprocal"] = call => call.Meaning switch
        {
            Moment { Kind: MomentKind.RootMeanSquare } moment => Positive(call, Inverse, moment with { Kind = MomentKind.InverseRootMeanSquare }),
            Moment { Kind: MomentKind.Deviation } moment => Positive(call, Inverse, moment with { Kind = MomentKind.InverseDeviation }),
            Moment { Kind: MomentKind.Length } moment => Positive(call, Inverse, moment with { Kind = MomentKind.InverseLength }),
            _ => ElementwiseFunctions.Of(call, "Reciprocal", z => 1 / z, z => -1 / (z * z)),
        };
        // Of a square it is a bell; alone it is an activation like any other.
        table["exp"] = call => Recognition.ElementwiseOf(call.Graph, call.First) is { Text: not "z" }
            ? ElementwiseFunctions.Of(call, "Exp", Math.Exp, Math.Exp)
            : call.Emit(new ActivationNode(call.Path, call.FirstInput, KnownActivations.Find("exp", call.Arguments)!));
        table["normalize"] = Normalize;
        table["local_response_norm"] = call => LocalResponses.Node(call.Path, call.FirstInput, call.Arguments) is { } scaled ? call.Emit(scaled) : call.Unknown("'local_response_norm'");
        table["norm"] = Norm;
        table["vector_norm"] = table["norm"];
        table["cosine_similarity"] = Cosine;
        table["cdist"] = Distances;
        table["logsumexp"] = call => call.Axis is { } axis && Layout.IsFeatures(call.Graph, call.First, axis) ? call.Emit(new LogSumExpNode(call.Path, call.FirstInput)) : call.Emit(new PositiveNode(call.Path, [call.Interpreter.NodeOf(
            call.Emit(new SumNode(call.Interpreter.OperationPath("sum"), [call.Interpreter.Emit(new ActivationNode(call.Interpreter.OperationPath("exp"), call.FirstInput, KnownActivations.Find("exp", Arguments.None)!), call.Use).Node], IsOverFeatures(call))), call.Use)], Logarithm));
        table["rms_norm"] = call => call.Emit(new NormalizationNode(call.Path, call.FirstInput, NormalizationKind.RootMeanSquare));
    }

    private static AbstractValue Sum(TensorCall call)
    {
        if (call.Axes.Length == 0)
            return OverAll(call, isMean: false, null);
        if ((JoiningOperations.OverStack(call, isMean: false) ?? GroupedVectors.Summed(call, isMean: false)) is { } summed)
            return summed;

        var square = call.Meaning is Moment { Kind: MomentKind.Square } measured ? measured : null;
        if (square is not null)
            Coordinates.Note(call.Graph, square.Source);
        var sum = call.Emit(new SumNode(call.Path, call.FirstInput, IsOverFeatures(call)), square is null ? null : square with { Kind = MomentKind.SquareSum, Axes = call.Axes });
        // Over the features of each head, which are a share of all.
        return call.Axes == "-1" && square is null && Layout.Heads(call.Graph, call.First) is { } heads
            ? call.Interpreter.Emit(new ScaleNode(call.Interpreter.OperationPath("head"), [call.Interpreter.NodeOf(sum, call.Use)], 1 / Math.Sqrt(heads)), call.Use)
            : sum;
    }

    private static AbstractValue Mean(TensorCall call)
    {
        var axes = AxesOf(call);
        var moment = call.Meaning switch
        {
            Moment { Kind: MomentKind.Square } square => square with { Kind = MomentKind.MeanSquare, Axes = axes },
            Moment { Kind: MomentKind.CenteredSquare } square when square.Axes == axes => square with { Kind = MomentKind.Variance },
            _ => new Moment(call.First, MomentKind.Mean, axes),
        };
        return call.Axes.Length == 0 ? OverAll(call, isMean: true, moment)
            : (call.Axes == "-1" && call.Graph[call.First] is LinearNode or EmbeddingNode) || IsOverChannels(call) ? call.Emit(new SumNode(call.Path, call.FirstInput, OverFeatures: true, IsMean: true), moment)
            : JoiningOperations.OverStack(call, isMean: true) ?? GroupedVectors.Summed(call, isMean: true) ?? call.Emit(new PoolNode(call.Path, call.FirstInput, PoolKind.Average, Size.Unknown, OutputPositions: Size.Of(1)), moment);
    }

    // A number for everything is measured over the features, the positions and the samples alike.
    private static string AxesOf(TensorCall call) => call.Axes.Length > 0 ? call.Axes : "all";

    // Where the code does not tell, what follows does.
    private static bool? IsOverFeatures(TensorCall call) => call.Axis is not { } axis ? false
        : axis == -1 ? true
        : Layout.FeatureAxis(call.Graph, call.First) is not null && !Layout.IsFeatures(call.Graph, call.First, axis) ? false
        : null;

    // Spatial attention reduces a feature map to one channel and leaves its positions.
    private static bool IsOverChannels(TensorCall call) => call.Axes == "1" && Layout.FeatureAxis(call.Graph, call.First) == 1;

    // One number for a sample.
    private static AbstractValue OverAll(TensorCall call, bool isMean, Meaning? meaning)
    {
        var merged = call.Interpreter.Emit(new ReshapeNode(call.Interpreter.OperationPath("flatten"), call.FirstInput, MergesPositions: true), call.Use);
        return call.Emit(new SumNode(call.Path, [merged.Node], OverFeatures: true, isMean), meaning);
    }

    private static AbstractValue Norm(TensorCall call)
    {
        if (call.Arguments.Number("p") is { } power && power is not (1 or 2))
            return call.Unknown("'norm'");

        var isLength = call.Arguments.Number("p") is not 1;
        Coordinates.Note(call.Graph, call.First);
        var terms = isLength ? ActivationFunction.Square : KnownActivations.Find("abs", Arguments.None)!;
        var each = call.Interpreter.Emit(new ActivationNode(call.Interpreter.OperationPath(isLength ? "square" : "abs"), call.FirstInput, terms), call.Use);
        var sum = (TensorValue)(call.Axes.Length == 0 ? OverAll(call.On(each), isMean: false, null) : call.Emit(new SumNode(call.Interpreter.OperationPath("sum"), [each.Node], IsOverFeatures(call))));
        return isLength ? call.Emit(new PositiveNode(call.Path, [sum.Node], SquareRoot), call.Axes.Length > 0 ? new Moment(call.First, MomentKind.Length, call.Axes) : null) : sum;
    }

    // The mean square of what is left without the mean, or its root.
    private static AbstractValue Spread(TensorCall call, MomentKind kind)
    {
        var measured = Measured(call, kind);
        if (call.Axes.Split(',').Contains("0"))
            return call.Pending(measured);

        var (interpreter, use) = (call.Interpreter, call.Use);
        var centred = call.Meaning is Centered ? call.First
            : interpreter.NodeOf(TensorArithmetic.Combine(interpreter, BinaryOperatorKind.Subtract, call.Subject, Averaged(call, call.First), use), use);
        var square = interpreter.Emit(new ActivationNode(interpreter.OperationPath("square"), [centred], ActivationFunction.Square), use).Node;
        if (kind == MomentKind.Variance)
            return Averaged(call, square, measured);

        var variance = (TensorValue)Averaged(call, square);
        return call.Emit(new PositiveNode(call.Path, [variance.Node], SquareRoot), measured);
    }

    private static AbstractValue Averaged(TensorCall call, int node, Meaning? meaning = null)
    {
        var path = call.Interpreter.OperationPath("mean");
        return call.Axes.Length == 0 ? OverAll(call.On(new TensorValue(call.Graph, node)), isMean: true, meaning)
            : IsOverFeatures(call) == true || IsOverChannels(call) ? call.Emit(new SumNode(path, [node], OverFeatures: true, IsMean: true), meaning)
            : call.Emit(new PoolNode(path, [node], PoolKind.Average, Size.Unknown, OutputPositions: Size.Of(1)), meaning);
    }

    private static AbstractValue Positive(TensorCall call, ActivationFunction function, Meaning meaning) => call.Emit(new PositiveNode(call.Path, call.FirstInput, function), meaning);

    private static AbstractValue Negative(TensorCall call, AbstractValue value) => TensorArithmetic.Negate(call.Interpreter, UnaryOperatorKind.Minus, value, call.Use);

    private static AbstractValue Maximum(TensorCall call) => IsOverChannels(call)
        ? call.Emit(new LargestFeatureNode(call.Path, call.FirstInput))
        : Pieces(call) is { } pieces
        ? call.Emit(new LargestFeatureNode(call.Path, call.FirstInput, pieces))
        : call.Emit(new PoolNode(call.Path, call.FirstInput, PoolKind.Maximum, Size.Unknown, OutputPositions: Size.Of(1)));

    // Of the channels of a map [samples, channels, pieces, height, width] one in so many is left.
    private static Size? Pieces(TensorCall call) => GroupedVectors.PiecesOf(call) is { } own ? own : call.Axes == "2" && call.Subject is TensorValue { Shape: { Count: 5 } shape, Node: var node }
        && call.Graph.FeatureAxisOf(node) == 1 && Sizes.Of(shape[2]) is { IsKnown: true } pieces ? pieces : null;

    private static AbstractValue Power(TensorCall call)
    {
        var exponent = (call.Arguments["exponent"] ?? call.Arguments.Values.LastOrDefault()) is { } given ? Sizes.Number(given) : null;
        return exponent switch
        {
            1 => call.Subject,
            2 => call.Emit(new ActivationNode(call.Path, call.FirstInput, ActivationFunction.Square)),
            0.5 => Root(call, MomentKind.RootMeanSquare, MomentKind.Deviation, MomentKind.Length) ?? ElementwiseFunctions.Of(call, "Sqrt", Math.Sqrt, z => 0.5 / Math.Sqrt(z)),
            -0.5 => Root(call, MomentKind.InverseRootMeanSquare, MomentKind.InverseDeviation, MomentKind.InverseLength) ?? ElementwiseFunctions.Of(call, "Rsqrt", z => 1 / Math.Sqrt(z), z => -0.5 / (z * Math.Sqrt(z))),
            { } whole and > 0 and <= 8 when whole == Math.Floor(whole) =>
                ElementwiseFunctions.Of(call, $"Pow{whole}", z => Math.Pow(z, whole), z => whole * Math.Pow(z, whole - 1)),
            { } power => ElementwiseFunctions.Of(call, $"Pow({power})", z => Math.Pow(z, power), z => power * Math.Pow(z, power - 1)),
            null => call.Unknown("a power that only a run knows"),
        };
    }

    private static Moment Measured(TensorCall call, MomentKind kind) =>
        call.Meaning is Centered centered ? new(centered.Source, kind, AxesOf(call)) : new(call.First, kind, AxesOf(call));

    // max(a, b) = (a + b) / 2 + |a - b| / 2, and min with a minus.
    private static AbstractValue Extreme(TensorCall call, double sign)
    {
        var (interpreter, use) = (call.Interpreter, call.Use);
        if (call.Tensors.Count != 2)
            return call.Unknown($"'{call.Name}'");

        var sum = Of(BinaryOperatorKind.Add, call.Tensors[0], call.Tensors[1]);
        var difference = Of(BinaryOperatorKind.Subtract, call.Tensors[0], call.Tensors[1]);
        if (difference is not TensorValue apart)
            return call.Unknown($"'{call.Name}'");

        var distance = interpreter.Emit(new ActivationNode(interpreter.OperationPath("abs"), [apart.Node], KnownActivations.Find("abs", Arguments.None)!), use);
        return Of(BinaryOperatorKind.Multiply, Of(BinaryOperatorKind.Add, sum, Of(BinaryOperatorKind.Multiply, distance, ConstantValue.Of(sign))), ConstantValue.Of(0.5));

        AbstractValue Of(BinaryOperatorKind kind, AbstractValue left, AbstractValue right) => TensorArithmetic.Combine(interpreter, kind, left, right, use);
    }

    private static AbstractValue? Root(TensorCall call, MomentKind ofSquare, MomentKind ofVariance, MomentKind ofSum) => call.Meaning switch
    {
        Moment { Kind: MomentKind.SquareSum } moment => Positive(call, ofSum == MomentKind.Length ? SquareRoot : InverseRoot, moment with { Kind = ofSum }),
        Moment { Kind: MomentKind.MeanSquare } moment => Positive(call, ofSum == MomentKind.Length ? SquareRoot : InverseRoot, moment with { Kind = ofSquare }),
        Moment { Kind: MomentKind.Variance } moment => Positive(call, ofSum == MomentKind.Length ? SquareRoot : InverseRoot, moment with { Kind = ofVariance }),
        _ => null,
    };

    // A vector of length 1 has a root mean square of one over the root of its width.
    private static AbstractValue Normalize(TensorCall call)
    {
        var axis = call.Axis ?? 1;
        if (call.Arguments.Number("p") is { } power && power != 2)
            return call.Unknown("a normalization by another norm than the Euclidean one");
        if (!Layout.IsFeatures(call.Graph, call.First, axis))
            return call.Unknown("vectors of length 1 along an axis that is not the features'");

        return call.Emit(new NormalizationNode(call.Path, call.FirstInput, NormalizationKind.UnitLength));
    }

    // The sum of products of two vectors of length 1.
    // The lengths of all differences between two sets of vectors, of which the second gives as many features as it has vectors.
    private static AbstractValue Distances(TensorCall call)
    {
        if (call.Tensors.Count != 2 || call.Tensors[0] is not TensorValue || DataArithmetic.AsData(call.Tensors[1]) is not { } second || call.Arguments.Number("p") is not (null or 2))
            return call.Unknown("'cdist'");

        // |a - b|² = |a|² + |b|² - 2 a b, of which the last term alone tells one vector of the second from the others.
        var (interpreter, use) = (call.Interpreter, call.Use);
        var products = second is DataTensor { Shape.Count: 2 } held ? FunctionalLayers.Linear(call, call.Subject, held, null, isTransposed: false)
            : second is TensorValue other ? Matrices.Meet(call, call.First, interpreter.NodeOf(other, use), 1) : null;
        if (products is null)
            return call.Unknown("'cdist'");

        var square = interpreter.Emit(new SumNode(interpreter.OperationPath("sum"), [interpreter.Emit(new ActivationNode(interpreter.OperationPath("square"), call.FirstInput, ActivationFunction.Square), use).Node], OverFeatures: true), use);
        var own = second is DataTensor { Shape: { Count: 2 } shape, SecondMoment: { } moment } && Sizes.Of(shape[1]).Value is { } width ? (AbstractValue)ConstantValue.Of(moment * width) : square;
        var crossed = interpreter.Emit(new ScaleNode(interpreter.OperationPath("scale"), [interpreter.NodeOf(products, use)], -2), use);
        var sum = TensorArithmetic.Combine(interpreter, BinaryOperatorKind.Add, interpreter.Emit(new AddNode(interpreter.OperationPath("add"), [crossed.Node, square.Node]), use), own, use);
        return call.Emit(new PositiveNode(call.Path, [interpreter.NodeOf(sum, use)], SquareRoot));
    }

    private static AbstractValue Cosine(TensorCall call)
    {
        // Against vectors that the model holds, all of them: a layer of weights of length 1.
        if (call.Tensors.Count == 2 && call.Tensors[0] is TensorValue vector && DataArithmetic.AsData(call.Tensors[1]) is DataTensor { Shape: { Count: 2 or 3 } rows } held)
        {
            var rowsOnly = held.Rearranged([rows[rows.Count - 2], rows[rows.Count - 1]]);
            var unit = call.Interpreter.Emit(new NormalizationNode(call.Interpreter.OperationPath("normalize"), [call.Interpreter.NodeOf(vector, call.Use)], NormalizationKind.UnitLength), call.Use);
            return FunctionalLayers.Linear(call, unit, WeightReparametrization.Normalized(rowsOnly, -1), null, isTransposed: false);
        }

        if (call.Tensors.Count != 2 || call.Tensors.Any(tensor => tensor is not TensorValue))
            return call.Unknown("'cosine_similarity'");

        var units = call.Tensors.Select(tensor => (AbstractValue)call.Interpreter.Emit(
            new NormalizationNode(call.Interpreter.OperationPath("normalize"), [call.Interpreter.NodeOf(tensor, call.Use)], NormalizationKind.UnitLength), call.Use)).ToList();
        var product = TensorArithmetic.Combine(call.Interpreter, BinaryOperatorKind.Multiply, units[0], units[1], call.Use);
        return call.Emit(new SumNode(call.Path, [call.Interpreter.NodeOf(product, call.Use)], OverFeatures: true));
    }
}
