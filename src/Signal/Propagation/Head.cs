namespace GradGuard.Signal.Propagation;

/// <summary>
/// The gradient of the loss by the model's output before training, against labels that do not depend on the input. What it shares
/// between samples comes from what the outputs share; independent labels share nothing.
/// </summary>
internal static class Head
{
    // Red, green, blue and transparency.
    private const double MostImageChannels = 4;

    // In standard deviations.
    private const double FarOut = 5;

    /// <summary>The node whose value the loss's gradient is known for: an output, without the softmax or sigmoid that the loss undoes.</summary>
    public static int Logits(LayerGraph graph, int output, IReadOnlyList<Signal> signals, ref LossKind loss)
    {
        int node = output;
        while (true)
        {
            switch (graph.Nodes[node])
            {
                // The decoder behind a latent that is drawn gives each pixel's probability (Kingma and Welling 2014, appendix C.1).
                case ActivationNode { Function: var probability } when loss is LossKind.Unknown && probability.Equals(ActivationFunction.Sigmoid) && DrawsLatent(graph):
                    loss = LossKind.BinaryCrossEntropy;
                    break;
                case ActivationNode or ScaleNode or ShiftNode when loss is LossKind.Unknown && IsValue(graph, node, signals):
                    loss = LossKind.SquaredError;
                    return node;
                case ReshapeNode reshape:
                    node = reshape.Inputs[0];
                    break;
                case SoftmaxNode softmax when loss is LossKind.Unknown or LossKind.CrossEntropy:
                    loss = LossKind.CrossEntropy;
                    node = softmax.Inputs[0];
                    break;
                case ActivationNode activation
                    when activation.Function.Equals(ActivationFunction.Sigmoid) && loss is LossKind.Unknown or LossKind.BinaryCrossEntropy:
                    loss = LossKind.BinaryCrossEntropy;
                    node = activation.Inputs[0];
                    break;
                default:
                    if (loss is LossKind.Unknown && (IsLikeInput(graph, signals[node]) || SharedByFeatures(graph, node, signals).Same > 0))
                    {
                        loss = LossKind.SquaredError;
                    }

                    return node;
            }
        }
    }

    /// <summary>
    /// Whether an output is one of a distribution's parameters, since one of as many numbers beside it is positive: a mean beside a spread
    /// (Bishop 1994, "Mixture density networks", section 3).
    /// </summary>
    public static bool IsBesideSpread(LayerGraph graph, int output, IReadOnlyList<int> outputs, IReadOnlyList<Signal> signals) =>
        outputs.Any(other => signals[other].Width == signals[output].Width && Last(graph, other) is ActivationNode { Function: var function } && IsPositive(function));

    /// <summary>
    /// The products of what all features of a sum have alike, as the value of a state beside the advantages of its actions (Wang et al.
    /// 2016, equation 9): it makes no difference to a softmax, so who adds it is after the numbers themselves.
    /// </summary>
    public static Products SharedByFeatures(LayerGraph graph, int node, IReadOnlyList<Signal> signals) => graph.Nodes[node] is not AddNode sum ? default
        : sum.Inputs.Where(input => signals[input].Width <= 1 && signals[node].Width > 1).Aggregate(default(Products), (all, input) => all + signals[input].Products);

    // The noise that a width from the graph scales.
    private static bool DrawsLatent(LayerGraph graph) =>
        graph.Nodes.Any(node => node is MultiplyNode && node.Inputs.Any(input => graph.Nodes[input] is NoiseNode { SecondMoment: > 0 }));

    // As many features as the model was given: what it reconstructs, forecasts or cleans. Maps of many channels may be classes of pixels, and
    // two classes of points in a plane are no reconstruction.
    private static bool IsLikeInput(LayerGraph graph, Signal output)
    {
        bool isMap = output.Positions > 1 && graph.Nodes.Any(node => node is ConvolutionNode);
        return (isMap ? output.Width is > 1.5 and <= MostImageChannels : output.Width > MostImageChannels)
            && graph.Nodes.Select((node, i) => (node, i)).Any(one => one.node is InputNode { IsShared: false } && SizeInference.Features(graph, one.i).Value == Math.Round(output.Width));
    }

    // One bounded number is a probability; several, or those of a map, are values such as pixels, also where they are moved to another range.
    // A spread or a rate, which is positive, is no logit.
    private static bool IsValue(LayerGraph graph, int node, IReadOnlyList<Signal> signals) => Last(graph, node) is ActivationNode { Function: var function }
        && (function.Equals(ActivationFunction.Tanh) || (function.Equals(ActivationFunction.Sigmoid) && signals[node].Width * signals[node].Positions > 1.5) || IsPositive(function));

    private static bool IsPositive(ActivationFunction function) => !function.IsSaturating && function.Value(-FarOut) > 0 && function.Value(FarOut) > 0;

    private static LayerNode Last(LayerGraph graph, int node)
    {
        while (graph.Nodes[node] is ScaleNode or ShiftNode or ReshapeNode)
        {
            node = graph.Nodes[node].Inputs[0];
        }

        return graph.Nodes[node];
    }

    /// <summary>δ at the logits, up to a factor.</summary>
    /// <param name="logits">The logits.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="shared">The products of what all of their features have alike; a squared error has it too.</param>
    public static Gradient Gradient(Signal logits, LossKind loss, Products shared = default)
    {
        Gradient gradient = Kind(logits, loss) switch
        {
            LossKind.CrossEntropy => CrossEntropy(logits),
            LossKind.BinaryCrossEntropy => BinaryCrossEntropy(logits),
            _ => SquaredError(logits, shared),
        };

        // No weights have made it yet.
        return gradient with { Draws = double.PositiveInfinity };
    }

    /// <summary>That factor, where several losses add up: each is the mean over what it compares, as the library's are, so a squared error is (z - t)² over all elements.</summary>
    public static double Share(Signal logits, LossKind loss) => Kind(logits, loss) switch
    {
        LossKind.CrossEntropy => 1 / logits.Positions,
        LossKind.BinaryCrossEntropy => 1 / (logits.Positions * logits.Width),
        _ => 2 / (logits.Positions * logits.Width),
    };

    private static LossKind Kind(Signal logits, LossKind loss) =>
        loss != LossKind.Unknown ? loss : logits.Width > 1.5 ? LossKind.CrossEntropy : LossKind.SquaredError;

    // p - y; its mean over the classes is 0.
    private static Gradient CrossEntropy(Signal logits)
    {
        double classes = Math.Max(logits.Width, 2);
        double square = logits.Mean * logits.Mean;
        Products overlap = logits.Products.Map(product => Softmax.Overlap(product - square, logits.Variance, classes) - (1 / classes));
        double even = 1 - (1 / classes);
        double own = Softmax.Overlap(logits.Variance, logits.Variance, classes);
        Products high = Shifted(1);
        Products low = Shifted(-1);
        return new(
            (overlap with { Same = overlap.Same + even }) * (1 / classes),
            Tangent: (high + (low * -1)) * (0.5 / classes),
            Field: logits.Field,
            Curve: Math.Max(1 - own, 0) / classes,
            IsContrast: true);

        // A softmax bends within what overlaps differ by, so the tangent is a secant over one standard deviation to either side.
        Products Shifted(int sign) => (logits.Products.Plus(-square) + (logits.Tangent * sign)).Map(
            covariance => Softmax.Overlap(Math.Max(Math.Min(covariance, logits.Variance), -logits.Variance), logits.Variance, classes));
    }

    // sigmoid(z) - y with y a fair coin.
    private static Gradient BinaryCrossEntropy(Signal logits)
    {
        ActivationMoments moments = ActivationFunction.Sigmoid.Moments(logits.Mean, logits.Variance);
        Products products = logits.Products.Map(product => moments.Product(logits.Correlation(product)) - moments.Mean + 0.25);
        Products slopes = logits.Products.Map(product => moments.SlopeProduct(logits.Correlation(product)));
        return Independent(products, 0.25, logits) with { Tangent = slopes * logits.Tangent, Curve = moments.SlopeMean };
    }

    // z - t with targets of unit variance.
    private static Gradient SquaredError(Signal logits, Products shared) => Independent(logits.Products, 1, logits, shared.Same) with { Tangent = logits.Tangent, Curve = 1, Alike = shared };

    // But for what they share features are independent, so the mean's square is one part in so many.
    private static Gradient Independent(Products products, double labelVariance, Signal logits, double shared = 0) =>
        new(products with { Same = products.Same + labelVariance }, 0, shared + ((products.Same - shared + labelVariance) / Math.Max(logits.Width, 1)), Field: logits.Field);
}
