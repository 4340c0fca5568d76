using GradGuard.Signal;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Recognises computations that are written out: normalizations, attention, activations.</summary>
internal static class Recognition
{
    // Where an untrained layer's pre-activations lie, and beyond.
    private const double Reach = 12;
    private const double GridStep = 1.0 / 16;
    private const int LongestText = 160;

    /// <summary>What a node's value is on the way to, as far as the node itself and its input tell.</summary>
    public static Meaning? MeaningOf(LayerNode node, GraphBuilder graph) => node switch
    {
        ActivationNode { Function.Name: "Square" } square => graph.MeaningOf(square.Inputs[0]) is Centered centered
            ? new Moment(centered.Source, MomentKind.CenteredSquare, centered.Axes)
            : new Moment(square.Inputs[0], MomentKind.Square, ""),
        ActivationNode activation => ElementwiseOf(graph, activation.Inputs[0]).Then(activation.Function.Name, activation.Function.Value, activation.Function.Slope),
        SoftmaxNode { Logarithm: false } softmax => graph.MeaningOf(softmax.Inputs[0]) is Scores scores ? scores with { AreWeights = true } : null,
        DropoutNode => graph.MeaningOf(node.Inputs[0]) as Scores,
        ReshapeNode => graph.MeaningOf(node.Inputs[0]) is var inner and (Scores or Factored) ? inner : null,
        _ => null,
    };

    /// <summary>A node as a function of each element of another; the identity where it is none.</summary>
    public static Elementwise ElementwiseOf(GraphBuilder graph, int node) => graph.MeaningOf(node) switch
    {
        // Longer ones start anew: nothing is written out at such length, and each takes as long as its text.
        Elementwise { Text.Length: <= LongestText } known => known,
        Moment { Kind: MomentKind.Square } square => ElementwiseOf(graph, square.Source).Then("Square", z => z * z, z => 2 * z),
        _ => Elementwise.Identity(node),
    };

    /// <summary>Two nodes as functions of the same one; null where they are not, or both are that one.</summary>
    public static (Elementwise First, Elementwise Second)? OfOneSource(GraphBuilder graph, int first, int second)
    {
        var (one, other) = (ElementwiseOf(graph, first), ElementwiseOf(graph, second));
        if (one.Source != other.Source && one.Source == second)
            other = Elementwise.Identity(second);
        else if (one.Source != other.Source && other.Source == first)
            one = Elementwise.Identity(first);

        return one.Source == other.Source && (one.Text != "z" || other.Text != "z") ? (one, other) : null;
    }

    /// <summary>The activation that an elementwise function is; null where it is not finite where signals lie.</summary>
    public static ActivationFunction? Activation(Elementwise function)
    {
        if (function.Text is "(z * Sigmoid(z))" or "(Sigmoid(z) * z)")
            return ActivationFunction.SiLU;

        var steepest = 0.0;
        var atReach = 0.0;
        for (var z = -Reach; z <= Reach; z += GridStep)
        {
            var slope = Math.Abs(function.Slope(z));
            if (double.IsNaN(slope) || double.IsInfinity(slope) || double.IsNaN(function.Value(z)) || double.IsInfinity(function.Value(z)))
                return null;

            steepest = Math.Max(steepest, slope);
            atReach = Math.Abs(z) > Reach - 1 ? Math.Max(atReach, slope) : atReach;
        }

        return ActivationFunction.Custom(function.Text, function.Value, function.Slope, steepest > 1.01 && steepest == atReach ? double.PositiveInfinity : steepest);
    }

    /// <summary>The normalization that x over (or times) a moment of x is; null where it is none.</summary>
    public static LayerNode? Normalization(GraphBuilder graph, int numerator, int moment, bool isInverse, string path)
    {
        if (graph.MeaningOf(moment) is not Moment { Axes.Length: > 0 } measured)
            return null;

        var centered = graph.MeaningOf(numerator) as Centered;
        var (rms, deviation) = isInverse
            ? (MomentKind.InverseRootMeanSquare, MomentKind.InverseDeviation)
            : (MomentKind.RootMeanSquare, MomentKind.Deviation);
        if (measured.Kind == rms && measured.Source == numerator)
            return new NormalizationNode(path, [numerator], NormalizationKind.RootMeanSquare);

        if (measured.Kind == (isInverse ? MomentKind.InverseLength : MomentKind.Length) && measured.Source == numerator && IsOverFeatures(graph, measured))
            return new NormalizationNode(path, [numerator], NormalizationKind.UnitLength);

        return measured.Kind == deviation && centered is not null && centered.Source == measured.Source && centered.Axes == measured.Axes
            ? GroupsOf(graph, measured) is { } groups ? new NormalizationNode(path, [centered.Source], NormalizationKind.Group, Groups: groups) : new NormalizationNode(path, [centered.Source], KindOf(measured.Axes))
            : null;
    }

    /// <summary>Gate and other end of x + g (h - x) or x - g (x - h); null where a sum is no such path between two values.</summary>
    public static (int Gate, int Other)? Gated(GraphBuilder graph, int x, int product, double sign)
    {
        if (graph[product] is not MultiplyNode { Inputs: { Count: 2 } factors })
            return null;

        for (var i = 0; i < 2; i++)
        {
            if (graph[factors[i]] is not AddNode { Inputs: { Count: 2 } terms } || graph[terms[1]] is not ScaleNode { Factor: -1 } negative)
                continue;
            var (plus, minus) = (terms[0], negative.Inputs[0]);
            if (sign == 1 && minus == x)
                return (factors[1 - i], plus);
            if (sign == -1 && plus == x)
                return (factors[1 - i], minus);
        }

        return null;
    }

    private static bool IsOverFeatures(GraphBuilder graph, Moment moment) =>
        long.TryParse(moment.Axes, out var axis) && Layout.IsFeatures(graph, moment.Source, axis);

    /// <summary>q of x + (q - x).detach(), the value of q with the gradient of x (van den Oord et al. 2017, section 3.2); null for any other sum.</summary>
    public static int? StraightThrough(Interpreter interpreter, TensorValue x, TensorValue step) =>
        ReferenceEquals(x.Graph, interpreter.Graph) && ReferenceEquals(step.Graph, x.Graph) && x.Graph[step.Node] is AddNode { Inputs: { Count: 2 } terms }
            && x.Graph[terms[1]] is ScaleNode { Factor: -1 } negative && negative.Inputs[0] == x.Node ? terms[0] : null;

    // A map seen as [samples, groups, rest], and measured over the rest.
    private static Size? GroupsOf(GraphBuilder graph, Moment moment) =>
        moment.Axes is "2" or "-1" && graph[moment.Source] is ReshapeNode view && graph.ShapeOf(moment.Source) is { Count: 3 } shape && shape[2] is ConstantValue { Value: -1L }
            && shape[1] is ConstantValue { Value: > 0L and long groups } && Layout.FeatureAxis(graph, view.Inputs[0]) == 1 ? Size.Of(groups) : null;

    private static NormalizationKind KindOf(string axes) => axes switch
    {
        _ when axes.Split(',').Contains("0") => NormalizationKind.Batch,
        "2,3" or "-2,-1" or "-1,-2" => NormalizationKind.Instance,
        _ => NormalizationKind.Layer,
    };
}
