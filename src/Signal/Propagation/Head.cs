namespace GradGuard.Signal.Propagation;

/// <summary>
/// The gradient of the loss by the model's output before training, against labels that do not depend on the input. What it shares
/// between samples comes from what the outputs share; independent labels share nothing.
/// </summary>
internal static class Head
{
    /// <summary>The node whose value the loss's gradient is known for: the output, without the softmax or sigmoid that the loss undoes.</summary>
    public static int Logits(LayerGraph graph, ref LossKind loss)
    {
        int node = graph.Output;
        while (true)
        {
            switch (graph.Nodes[node])
            {
                case ReshapeNode reshape:
                    node = reshape.Inputs[0];
                    break;
                case SoftmaxNode softmax when loss is LossKind.Unknown or LossKind.CrossEntropy:
                    loss = LossKind.CrossEntropy;
                    node = softmax.Inputs[0];
                    break;
                case ActivationNode { Function.Name: "Sigmoid" } sigmoid when loss is LossKind.Unknown or LossKind.BinaryCrossEntropy:
                    loss = LossKind.BinaryCrossEntropy;
                    node = sigmoid.Inputs[0];
                    break;
                default:
                    return node;
            }
        }
    }

    /// <summary>δ at the logits.</summary>
    public static Gradient Gradient(Signal logits, LossKind loss) => loss switch
    {
        LossKind.CrossEntropy => CrossEntropy(logits),
        LossKind.BinaryCrossEntropy => BinaryCrossEntropy(logits),
        LossKind.SquaredError => SquaredError(logits),
        _ => logits.Width > 1.5 ? CrossEntropy(logits) : SquaredError(logits),
    };

    // p - y with labels independent of p and of each other.
    private static Gradient CrossEntropy(Signal logits)
    {
        double classes = Math.Max(logits.Width, 2);
        double square = logits.Mean * logits.Mean;
        double same = Softmax.Overlap(logits.Variance, logits.Variance, classes) + 1 - (2 / classes);
        double near = Softmax.Overlap(logits.Near - square, logits.Variance, classes) - (1 / classes);
        double far = Softmax.Overlap(logits.Far - square, logits.Variance, classes) - (1 / classes);
        return new(same / classes, near / classes, far / classes, far / classes);
    }

    // sigmoid(z) - y with y a fair coin.
    private static Gradient BinaryCrossEntropy(Signal logits)
    {
        ActivationMoments moments = ActivationFunction.Sigmoid.Moments(logits.Mean, logits.Variance);
        double near = moments.Product(logits.NearCorrelation) - moments.Mean + 0.25;
        double far = moments.Product(logits.FarCorrelation) - moments.Mean + 0.25;
        return new(moments.SecondMoment - moments.Mean + 0.5, near, far, far, 0, (moments.SecondMoment - moments.Mean + 0.5) / Math.Max(logits.Width, 1));
    }

    // z - t with targets of unit variance.
    private static Gradient SquaredError(Signal logits) => new(logits.Second + 1, logits.Near, logits.Far, logits.Far, 0, (logits.Second + 1) / Math.Max(logits.Width, 1));
}
