namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>
/// Divides by the spread that its kind measures, forward and back. Batch normalization measures each unit over the batch, so it takes out what samples
/// share (Yang et al. 2019); layer normalization measures each sample over its units and leaves that in. With z normalised the gradient
/// is (δ - mean δ - z mean(δ z)) / spread (Ioffe and Szegedy 2015, section 3).
/// </summary>
internal sealed class NormalizationTransfer(NormalizationNode node, PassContext context) : Transfer
{
    // The default of every normalization of TorchSharp.
    private const double Epsilon = 1e-5;

    private Signal _normalised;
    private double _scale;

    public override Signal Forward(IReadOnlyList<Signal> inputs)
    {
        Signal input = inputs[0];
        double square = input.Mean * input.Mean;
        double common = node.Kind switch
        {
            NormalizationKind.Batch => BatchMean(input.Second, input.Near, input.Far, input.Far, input.Positions),
            NormalizationKind.Instance => PositionMean(input.Second, input.Near, input.Positions),
            NormalizationKind.RootMeanSquare => 0,
            _ => square + ((input.Second - square) / Math.Max(input.Width, 2)),
        };
        double spread = Math.Max(input.Second - common, 0);
        _scale = 1 / (spread + Epsilon);
        double far = node.Kind == NormalizationKind.Instance ? input.Far : common;
        _normalised = input with
        {
            Shape = node.Kind == NormalizationKind.Batch ? null : input.Shape,
            Mean = node.Kind == NormalizationKind.RootMeanSquare ? input.Mean * Math.Sqrt(_scale) : 0,
            Second = spread * _scale,
            Near = (input.Near - common) * _scale,
            Far = (input.Far - far) * _scale,
        };
        return _normalised.Scaled(node.Gain);
    }

    public override void Backward(Gradient gradient, Gradient[] byInput)
    {
        double positions = _normalised.Positions;
        (double mean, double tilt, double foreignMean) = node.Kind switch
        {
            NormalizationKind.Batch => BatchProjection(gradient, positions),
            NormalizationKind.Instance => (
                PositionMean(gradient.Same, gradient.Near, positions), 0, PositionMean(gradient.Far, gradient.FarNear, positions)),
            NormalizationKind.RootMeanSquare => (0, gradient.Same / _normalised.Width, 0),
            _ => (gradient.Same / _normalised.Width, gradient.Same / _normalised.Width, 0),
        };
        double factor = node.Gain * node.Gain * _scale * SpreadOfSpread();
        byInput[0] = new(
            Math.Max(gradient.Same - mean - tilt, 0) * factor,
            (gradient.Near - mean) * factor,
            (gradient.Far - foreignMean) * factor,
            (gradient.FarNear - foreignMean) * factor,
            node.Kind == NormalizationKind.Batch ? gradient.Mean * Math.Sqrt(factor) : 0);
    }

    // The reciprocal of a sample variance of n Gaussians is larger than that of the variance by 1 + 2/n.
    private double SpreadOfSpread() => node.Kind switch
    {
        NormalizationKind.Batch => 1 + (2 / Math.Max(context.BatchSize * _normalised.Positions, 2)),
        NormalizationKind.Instance => 1 + (2 / Math.Max(_normalised.Positions, 2)),
        _ => 1 + (2 / Math.Max(_normalised.Width, 2)),
    };

    // Mean and tilt are each one direction out of all the batch's elements; what samples share is wholly in the mean.
    private (double Mean, double Tilt, double ForeignMean) BatchProjection(Gradient gradient, double positions)
    {
        double mean = BatchMean(gradient.Same, gradient.Near, gradient.Far, gradient.FarNear, positions);
        double tilt = BatchMean(
            gradient.Same * _normalised.Second, gradient.Near * _normalised.Near, gradient.Far * _normalised.Far,
            gradient.FarNear * _normalised.Far, positions);
        return (mean, Math.Max(tilt, 0), mean);
    }

    private double BatchMean(double same, double near, double far, double farNear, double positions)
    {
        int batch = context.BatchSize;
        return (same + ((positions - 1) * near) + ((batch - 1) * (far + ((positions - 1) * farNear)))) / (batch * positions);
    }

    private static double PositionMean(double same, double near, double positions) => (same + ((positions - 1) * near)) / positions;
}
