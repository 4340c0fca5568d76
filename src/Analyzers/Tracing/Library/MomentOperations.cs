using GradGuard.Signal;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Means, variances, powers and roots: what normalizations are written with.</summary>
internal static class MomentOperations
{
    public static void AddTo(Dictionary<string, Func<TensorCall, AbstractValue>> table)
    {
        table["mean"] = Mean;
        table["sum"] = call => call.Axes.Length == 0 ? call.Unknown("a sum over everything")
            : JoiningOperations.OverStack(call, isMean: false) ?? call.Emit(
                new SumNode(call.Path, call.FirstInput, IsOverFeatures(call)),
                call.Meaning is Moment { Kind: MomentKind.Square } square ? square with { Kind = MomentKind.SquareSum, Axes = call.Axes } : null);
        table["max"] = call => call.Tensors.Count > 1 ? Extreme(call, 1)
            : call.Arguments["dim"] is not null ? Maximum(call)
            : call.Unknown("a maximum");
        table["amax"] = Maximum;
        foreach (var name in new[] { "maximum", "fmax" })
            table[name] = call => Extreme(call, 1);
        foreach (var name in new[] { "minimum", "fmin" })
            table[name] = call => Extreme(call, -1);
        table["square"] = call => call.Emit(new ActivationNode(call.Path, call.FirstInput, ActivationFunction.Square));
        table["pow"] = Power;
        table["var"] = call => call.Pending(Measured(call, MomentKind.Variance));
        table["std"] = call => call.Pending(Measured(call, MomentKind.Deviation));
        table["sqrt"] = call => Root(call, MomentKind.RootMeanSquare, MomentKind.Deviation, MomentKind.Length) ?? Elementwise(call, "Sqrt", Math.Sqrt, z => 0.5 / Math.Sqrt(z));
        table["rsqrt"] = call => Root(call, MomentKind.InverseRootMeanSquare, MomentKind.InverseDeviation, MomentKind.InverseLength)
            ?? Elementwise(call, "Rsqrt", z => 1 / Math.Sqrt(z), z => -0.5 / (z * Math.Sqrt(z)));
        table["reciprocal"] = call => call.Meaning switch
        {
            Moment { Kind: MomentKind.RootMeanSquare } moment => call.Pending(moment with { Kind = MomentKind.InverseRootMeanSquare }),
            Moment { Kind: MomentKind.Deviation } moment => call.Pending(moment with { Kind = MomentKind.InverseDeviation }),
            Moment { Kind: MomentKind.Length } moment => call.Pending(moment with { Kind = MomentKind.InverseLength }),
            _ => Elementwise(call, "Reciprocal", z => 1 / z, z => -1 / (z * z)),
        };
        // Of a square it is a bell; alone it is an activation like any other.
        table["exp"] = call => Recognition.ElementwiseOf(call.Graph, call.First) is { Text: not "z" }
            ? Elementwise(call, "Exp", Math.Exp, Math.Exp)
            : call.Emit(new ActivationNode(call.Path, call.FirstInput, KnownActivations.Find("exp", call.Arguments)!));
        table["log"] = call => Elementwise(call, "Log", Math.Log, z => 1 / z);
        table["log1p"] = call => Elementwise(call, "Log1p", z => Math.Log(1 + z), z => 1 / (1 + z));
        table["expm1"] = call => Elementwise(call, "Expm1", z => Math.Exp(z) - 1, Math.Exp);
        table["atan"] = call => Elementwise(call, "Atan", Math.Atan, z => 1 / (1 + (z * z)));
        table["logsumexp"] = call => call.Axis is { } axis && Layout.IsFeatures(call.Graph, call.First, axis) ? call.Emit(new LogSumExpNode(call.Path, call.FirstInput)) : call.Unknown("'logsumexp'");
        table["normalize"] = Normalize;
        table["local_response_norm"] = call => LocalResponses.Node(call.Path, call.FirstInput, call.Arguments) is { } scaled ? call.Emit(scaled) : call.Unknown("'local_response_norm'");
        table["norm"] = call => call.Axes.Length > 0 && call.Arguments.Number("p") is null or 2 ? call.Pending(new Moment(call.First, MomentKind.Length, call.Axes)) : call.Unknown("'norm'");
        table["vector_norm"] = table["norm"];
        table["cosine_similarity"] = Cosine;
        table["rms_norm"] = call => call.Emit(new NormalizationNode(call.Path, call.FirstInput, NormalizationKind.RootMeanSquare));
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
        return call.Axes.Length == 0 ? call.Pending(moment, "a mean over everything")
            : moment.Kind != MomentKind.Mean ? call.Pending(moment)
            : (call.Axes == "-1" && call.Graph[call.First] is LinearNode or EmbeddingNode) || IsOverChannels(call) ? call.Emit(new SumNode(call.Path, call.FirstInput, OverFeatures: true, IsMean: true), moment)
            : JoiningOperations.OverStack(call, isMean: true) ?? call.Emit(new PoolNode(call.Path, call.FirstInput, PoolKind.Average, Size.Unknown, OutputPositions: Size.Of(1)), moment);
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

    private static AbstractValue Maximum(TensorCall call) => IsOverChannels(call)
        ? call.Emit(new LargestFeatureNode(call.Path, call.FirstInput))
        : Pieces(call) is { } pieces
        ? call.Emit(new LargestFeatureNode(call.Path, call.FirstInput, pieces))
        : call.Emit(new PoolNode(call.Path, call.FirstInput, PoolKind.Maximum, Size.Unknown, OutputPositions: Size.Of(1)));

    // Of the channels of a map [samples, channels, pieces, height, width] one in so many is left.
    private static Size? Pieces(TensorCall call) => call.Axes == "2" && call.Subject is TensorValue { Shape: { Count: 5 } shape, Node: var node }
        && call.Graph.FeatureAxisOf(node) == 1 && Sizes.Of(shape[2]) is { IsKnown: true } pieces ? pieces : null;

    private static AbstractValue Power(TensorCall call)
    {
        var exponent = (call.Arguments["exponent"] ?? call.Arguments.Values.LastOrDefault()) is { } given ? Sizes.Number(given) : null;
        return exponent switch
        {
            1 => call.Subject,
            2 => call.Emit(new ActivationNode(call.Path, call.FirstInput, ActivationFunction.Square)),
            0.5 => Root(call, MomentKind.RootMeanSquare, MomentKind.Deviation, MomentKind.Length) ?? call.Unknown("a root"),
            -0.5 => Root(call, MomentKind.InverseRootMeanSquare, MomentKind.InverseDeviation, MomentKind.InverseLength) ?? call.Unknown("a root"),
            { } whole and > 0 and <= 8 when whole == Math.Floor(whole) =>
                Elementwise(call, $"Pow{whole}", z => Math.Pow(z, whole), z => whole * Math.Pow(z, whole - 1)),
            { } power => Elementwise(call, $"Pow({power})", z => Math.Pow(z, power), z => power * Math.Pow(z, power - 1)),
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
        Moment { Kind: MomentKind.SquareSum } moment => call.Pending(moment with { Kind = ofSum }),
        Moment { Kind: MomentKind.MeanSquare } moment => call.Pending(moment with { Kind = ofSquare }),
        Moment { Kind: MomentKind.Variance } moment => call.Pending(moment with { Kind = ofVariance }),
        _ => null,
    };

    // A function that is no activation of its own everywhere, such as a logarithm, may be part of one, such as a softplus.
    private static AbstractValue Elementwise(TensorCall call, string name, Func<double, double> value, Func<double, double> slope)
    {
        var function = Recognition.ElementwiseOf(call.Graph, call.First).Then(name, value, slope);
        return Recognition.Activation(function) is { } activation
            ? call.Emit(new ActivationNode(call.Path, [function.Source], activation), function)
            : call.Pending(function);
    }

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
    private static AbstractValue Cosine(TensorCall call)
    {
        if (call.Tensors.Count != 2 || call.Tensors.Any(tensor => tensor is not TensorValue))
            return call.Unknown("'cosine_similarity'");

        var units = call.Tensors.Select(tensor => (AbstractValue)call.Interpreter.Emit(
            new NormalizationNode(call.Interpreter.OperationPath("normalize"), [call.Interpreter.NodeOf(tensor, call.Use)], NormalizationKind.UnitLength), call.Use)).ToList();
        var product = TensorArithmetic.Combine(call.Interpreter, BinaryOperatorKind.Multiply, units[0], units[1], call.Use);
        return call.Emit(new SumNode(call.Path, [call.Interpreter.NodeOf(product, call.Use)], OverFeatures: true));
    }
}
