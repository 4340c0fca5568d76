namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>
/// A linear layer over channels and kernel at each position (He et al. 2015, section 2.2; Xiao et al. 2018). A covariance between two
/// positions moves along with the kernel, so its mean over pairs obeys the same factor.
/// </summary>
internal sealed class ConvolutionTransfer(ConvolutionNode node, int index, bool isOutput, PassContext context) : Transfer
{
    private Signal _input;
    private double _positions;
    private double _variance;
    private double _fanOut;
    private double _weights;

    public override string Kind => "Convolution";

    public override Signal Forward(IReadOnlyList<Signal> inputs)
    {
        Assumptions assumptions = context.Assumptions;
        double channels = node.InChannels.Value ?? inputs[0].Width;
        _input = inputs[0] with { Width = channels };
        double units = assumptions.Size(node.OutChannels, $"#{index}.out", isOutput ? Plausible.Outputs : Plausible.Features);
        double kernel = assumptions.Size(node.KernelVolume, $"#{index}.kernel", Plausible.Kernel);
        double stride = assumptions.Size(node.StrideVolume, $"#{index}.stride", Plausible.Stride);
        double groups = Math.Min(assumptions.Size(node.Groups, $"#{index}.groups", Plausible.Groups), Math.Min(channels, units));

        // The library counts a transposed weight's fans on its stored shape, so in and out change places.
        double statedIn = (node.Transposed ? units : channels) / groups * kernel;
        double statedOut = (node.Transposed ? channels : units) / groups * kernel;
        _variance = WeightStatistics.Variance(node.Weight, statedIn, statedOut, index, assumptions);
        double terms = channels / groups * kernel / (node.Transposed ? stride : 1);
        _fanOut = units / groups * kernel / (node.Transposed ? 1 : stride);
        _weights = channels / groups * kernel * units;
        _positions = Math.Max(node.Transposed ? _input.Positions * stride : _input.Positions / stride, 1);
        return WeightStatistics.Sum(_input, terms, _variance, node.Weight.Mean, node.Bias, statedIn)
            with { Width = units, Positions = _positions };
    }

    public override void Backward(Gradient gradient, Gradient[] byInput)
    {
        Gradient back = WeightStatistics.Back(gradient, _input, _fanOut, _variance, node.Weight.Mean);

        // The sum over pairs of different positions is kept up to the factor; how many pairs share it changes with the stride.
        double pairs = Pairs(_positions) / Math.Max(Pairs(_input.Positions), 1) * (_input.Positions / _positions);
        Products products = back.Products;
        byInput[0] = back with { Products = products with { Near = products.Near * pairs, FarNear = products.FarNear * pairs } };
    }

    // Every unit of the output meets each tap of the kernel once.
    public override double WeightGradient(Gradient gradient, PassContext context) =>
        _weights * OuterProduct(_input, gradient, node.Transposed ? _input.Positions : _positions, context);

    private static double Pairs(double positions) => positions * (positions - 1);
}
