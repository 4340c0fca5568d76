namespace GradGuard.Signal.Propagation;

/// <summary>Where a kernel stands, for maps that are square.</summary>
/// <param name="PositionsOut">Positions of the output.</param>
/// <param name="Coverage">The share of kernel elements that lie inside the map rather than on its padding.</param>
/// <param name="SharedCoverage">
/// The share of kernel elements that lie inside at both of two positions. It is below the coverage, so where activations have a mean,
/// borders are a pattern that all samples share and that a normalization takes for spread.
/// </param>
internal readonly record struct ConvolutionGeometry(double PositionsOut, double Coverage, double SharedCoverage)
{
    // Bounds the time; no kernel is so long.
    private const int LargestKernel = 1000;

    /// <param name="positions">Positions of the input.</param>
    /// <param name="kernelVolume">Elements of the kernel per channel.</param>
    /// <param name="strideVolume">Positions of the input for one of the output.</param>
    /// <param name="padding">Elements added at each end of an axis; null for as many as keep the size.</param>
    /// <param name="axes">Axes of the map.</param>
    public static ConvolutionGeometry Of(double positions, double kernelVolume, double strideVolume, double? padding, int axes)
    {
        double side = Math.Max(Math.Pow(positions, 1.0 / axes), 1);
        int kernel = (int)Math.Max(Math.Min(Math.Round(Math.Pow(kernelVolume, 1.0 / axes)), LargestKernel), 1);
        double stride = Math.Max(Math.Pow(strideVolume, 1.0 / axes), 1);
        double pad = padding ?? (kernel - 1) / 2.0;
        double outs = Math.Max(Math.Floor(((side + (2 * pad) - kernel) / stride) + 1 + 1e-9), 1);
        double inside = 0;
        double insideTwice = 0;
        for (int tap = 0; tap < kernel; tap++)
        {
            // Outputs o with 0 <= o stride - pad + tap < side.
            double first = Math.Max(Math.Ceiling(((pad - tap) / stride) - 1e-9), 0);
            double last = Math.Min(Math.Floor(((side - 1 + pad - tap) / stride) + 1e-9), outs - 1);
            double share = Math.Max(last - first + 1, 0) / outs;
            inside += share / kernel;
            insideTwice += share * share / kernel;
        }

        return new(Math.Pow(outs, axes), Math.Pow(Math.Min(inside, 1), axes), Math.Pow(Math.Min(insideTwice, 1), axes));
    }

    /// <summary>The positions that an output's positions came from.</summary>
    public static double PositionsIn(double positionsOut, double kernelVolume, double strideVolume, double? padding, int axes)
    {
        double kernel = Math.Max(Math.Round(Math.Pow(kernelVolume, 1.0 / axes)), 1);
        double stride = Math.Max(Math.Pow(strideVolume, 1.0 / axes), 1);
        double pad = padding ?? (kernel - 1) / 2;

        // A stride that does not divide the side drops its rest; half of the largest rest is the best guess.
        double side = ((Math.Pow(positionsOut, 1.0 / axes) - 1) * stride) + kernel - (2 * pad) + Math.Floor(stride / 2);
        return Math.Pow(Math.Max(side, 1), axes);
    }
}
