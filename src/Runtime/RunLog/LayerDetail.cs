namespace GradGuard.RunLog;

/// <summary>
/// Which step lines carry a number for each layer. A log that did so at every step would grow to gigabytes (a line of 500 layers has
/// some 6 kB), so every step has them up to the <see cref="FullSteps"/>th sampled one, every second up to twice that, every fourth up
/// to four times that, and so on: some 3700 such lines for 100,000 steps, and the latest is never older than a thousandth of the run.
/// Steps that found something always carry them.
/// </summary>
internal static class LayerDetail
{
    /// <summary>Sampled steps that all carry their layers.</summary>
    public const int FullSteps = 1000;

    /// <summary>Whether the <paramref name="sampledStep"/>th sampled step, from 1, carries its layers.</summary>
    public static bool IsDue(long sampledStep) => sampledStep % StrideAt(sampledStep) == 0;

    /// <summary>Sampled steps from one with layers to the next, about the <paramref name="sampledStep"/>th.</summary>
    public static long StrideAt(long sampledStep)
    {
        var stride = 1L;
        while (sampledStep > FullSteps * stride)
            stride *= 2;

        return stride;
    }
}
