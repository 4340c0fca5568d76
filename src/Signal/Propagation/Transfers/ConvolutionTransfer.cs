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
    private double _fanIn;
    private double _units;
    private double _volume;
    private Products _coverage;
    private ConvolutionGeometry.KernelShape _kernel;

    public override string Kind => "Convolution";

    public override Signal Forward(IReadOnlyList<Signal> inputs)
    {
        Assumptions assumptions = context.Assumptions;
        double channels = node.InChannels.Value ?? inputs[0].Width;
        _input = inputs[0] with { Width = channels };
        double units = assumptions.Size(node.OutChannels, new(index, "out"), isOutput ? Plausible.Outputs : Plausible.Features);
        double kernel = assumptions.Size(node.KernelVolume, new(index, "kernel"), Plausible.Kernel);
        double stride = assumptions.Size(node.StrideVolume, new(index, "stride"), Plausible.Stride);
        double groups = Math.Min(assumptions.Size(node.Groups, new(index, "groups"), Plausible.Groups), Math.Min(channels, units));

        // The library counts fans on the stored shape, [out, in / groups, …]: a transposed weight's change places, and fan-out knows nothing of groups.
        double statedIn = (node.Transposed ? units : channels) / groups * kernel;
        // An orthogonal one is a matrix with a row for each of the first axis.
        double statedOut = (node.Transposed ? channels : units) * (node.Weight.Mode == FanMode.Largest ? 1 : kernel);
        _variance = WeightStatistics.Variance(node.Weight, statedIn, statedOut, index, assumptions);
        _kernel = ConvolutionGeometry.KernelShape.Of(node, kernel, stride);
        var geometry = ConvolutionGeometry.Of(_input.Positions, _kernel);
        _coverage = new(geometry.Coverage, geometry.SharedCoverage, geometry.Coverage, geometry.SharedCoverage);
        _positions = geometry.PositionsOut;
        _fanOut = units / groups * kernel * _positions / _input.Positions;
        _fanIn = channels / groups * kernel;
        _units = units;
        _volume = kernel;
        Signal sum = WeightStatistics.Sum(Covered(), _fanIn, _variance, node.Weight.Mean, node.Bias, statedIn);
        Field seen = node.Transposed
            ? _input.Field.Through(_kernel.Taps / _kernel.Stride, _kernel.Dilation, 1 / _kernel.Stride, _kernel.Axes)
            : _input.Field.Through(_kernel.Taps, _kernel.Dilation, _kernel.Stride, _kernel.Axes);
        return sum with { Width = units, Positions = _positions, Field = seen };
    }

    public override void Backward(Gradient gradient, Gradient[] byInput)
    {
        // The sum over pairs of different positions is kept up to the factor; how many pairs share it changes with the stride.
        double pairs = _coverage.Near * (_positions - 1) / Math.Max(_input.Positions - 1, 1);
        double taps = Math.Max(_coverage.Same, 1e-9);
        Gradient back = WeightStatistics.Back(gradient, _input, _fanOut * taps, _variance, node.Weight.Mean);
        var factor = new Products(1, pairs / taps, 1, pairs / taps);
        byInput[0] = back with
        {
            Products = back.Products * factor,
            Tangent = back.Tangent * factor,
            Draws = Draws(gradient.Products),
            Field = gradient.Field.Join((_input.Field with { Spread = gradient.Field.Spread }).Seen(_kernel.Taps, _kernel.Dilation, _kernel.Axes)),
        };
    }

    // Each tap has weights of its own; where all positions get the same gradient their sum is one draw.
    private double Draws(Products gradient)
    {
        double alike = gradient.Same > 0 ? Math.Min(Math.Abs(gradient.Near) / gradient.Same, 1) : 1;
        return 1 / (((1 - (alike * alike)) / Math.Max(_volume, 1)) + (alike * alike));
    }

    // Every unit of the output meets each tap of the kernel once.
    public override double WeightGradient(Gradient gradient, PassContext context) =>
        node.Multiplier * node.Multiplier * _units * WeightStatistics.Free(_fanIn, gradient) * OuterProduct(Covered(), gradient, _positions, context);

    private Signal Covered() => _input with { Products = _input.Products * _coverage, Tangent = _input.Tangent * _coverage };
}
