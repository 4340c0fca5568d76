namespace GradGuard.Signal.Propagation;

/// <summary>Where a kernel stands, for maps that are square.</summary>
/// <param name="PositionsOut">Positions of the output.</param>
/// <param name="Coverage">
/// The share of pairs of kernel element and output position for which an input stands there, rather than padding or, under a transposed
/// kernel, a gap.
/// </param>
/// <param name="SharedCoverage">
/// The share of pairs of different output positions at both of which a kernel element meets an input. Where it is below the coverage and
/// activations have a mean, borders are a pattern that all samples share and that a normalization takes for spread.
/// </param>
internal readonly record struct ConvolutionGeometry(double PositionsOut, double Coverage, double SharedCoverage)
{
    // Bounds the time; no kernel is so long.
    private const int LargestKernel = 1000;
    private const double Rounding = 1e-9;

    /// <param name="positions">Positions of the input.</param>
    /// <param name="kernel">The kernel's shape.</param>
    public static ConvolutionGeometry Of(double positions, KernelShape kernel)
    {
        double side = Math.Max(Math.Pow(positions, 1.0 / kernel.Axes), 1);
        double outs = kernel.SideOut(side);
        double met = 0;
        double metTwice = 0;
        for (int tap = 0; tap < kernel.Taps; tap++)
        {
            double count = kernel.Transposed
                ? Count(side, tap * kernel.Dilation, kernel.Pad, kernel.Stride, outs)
                : Count(outs, tap * kernel.Dilation, kernel.Pad, kernel.Stride, side);
            met += count;
            metTwice += count * count;
        }

        double positionsOut = Math.Pow(outs, kernel.Axes);
        double volume = Math.Pow(kernel.Taps, kernel.Axes);
        double all = Math.Pow(met, kernel.Axes);
        double pairs = Math.Pow(metTwice, kernel.Axes) - all;
        double coverage = Math.Min(all / (volume * positionsOut), 1);
        double shared = positionsOut > 1 + Rounding ? Math.Min(pairs / (volume * positionsOut * (positionsOut - 1)), 1) : coverage;
        return new(positionsOut, coverage, Math.Max(shared, 0));
    }

    /// <summary>The positions that an output's positions came from.</summary>
    public static double PositionsIn(double positionsOut, KernelShape kernel) =>
        Math.Pow(Math.Max(kernel.SideIn(Math.Pow(positionsOut, 1.0 / kernel.Axes)), 1), kernel.Axes);

    // Places i below a number with 0 <= i stride - pad + offset < limit.
    private static double Count(double places, double offset, double pad, double stride, double limit)
    {
        double first = Math.Max(Math.Ceiling(((pad - offset) / stride) - Rounding), 0);
        double last = Math.Min(Math.Floor(((limit - 1 + pad - offset) / stride) + Rounding), places - 1);
        return Math.Max(last - first + 1, 0);
    }

    /// <summary>One axis of a kernel.</summary>
    /// <param name="Taps">Elements along the axis.</param>
    /// <param name="Stride">Positions of the wider side for one of the narrower.</param>
    /// <param name="Dilation">Positions between elements.</param>
    /// <param name="Pad">Elements added at each end; taken off the output of a transposed kernel.</param>
    /// <param name="OutputPad">Elements that a transposed kernel adds at the end of its output.</param>
    /// <param name="Axes">Axes of the map.</param>
    /// <param name="Transposed">Whether the kernel spreads an input rather than gathers an output.</param>
    internal readonly record struct KernelShape(int Taps, double Stride, double Dilation, double Pad, double OutputPad, int Axes, bool Transposed)
    {
        private double Reach => ((Taps - 1) * Dilation) + 1;

        public static KernelShape Of(ConvolutionNode node, double volume, double strideVolume)
        {
            int axes = Math.Max(node.Axes, 1);
            int taps = (int)Math.Max(Math.Min(Math.Round(Math.Pow(volume, 1.0 / axes)), LargestKernel), 1);
            double stride = Math.Max(Math.Pow(strideVolume, 1.0 / axes), 1);
            double dilation = Math.Max(node.Dilation.Value ?? 1, 1);
            double reach = ((taps - 1) * dilation) + 1;
            double matching = node.Transposed ? Math.Max((reach - stride) / 2, 0) : (reach - 1) / 2;
            return new(taps, stride, dilation, node.Padding.Value ?? matching, node.OutputPadding.Value ?? 0, axes, node.Transposed);
        }

        public double SideOut(double side) => Math.Max(
            Transposed
                ? ((side - 1) * Stride) - (2 * Pad) + Reach + OutputPad
                : Math.Floor(((side + (2 * Pad) - Reach) / Stride) + 1 + Rounding),
            1);

        // A stride that does not divide the side drops its rest; half of the largest rest is the best guess.
        public double SideIn(double sideOut) => Transposed
            ? ((sideOut + (2 * Pad) - Reach - OutputPad) / Stride) + 1
            : ((sideOut - 1) * Stride) + Reach - (2 * Pad) + Math.Floor(Stride / 2);
    }
}
