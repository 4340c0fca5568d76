namespace GradGuard.Statistics;

/// <summary>The plain statement of what <see cref="VectorKernel"/> computes: for the tail of a span, and the reference in tests.</summary>
internal static class ScalarKernel
{
    public static TensorStatistics Measure(ReadOnlySpan<float> elements)
    {
        double sumOfSquares = 0;
        float maxMagnitude = 0;
        long nonFinite = 0, zeros = 0, underflows = 0;
        foreach (var element in elements)
        {
            var magnitude = MathF.Abs(element);
            sumOfSquares += (double)element * element;
            maxMagnitude = MathF.Max(maxMagnitude, magnitude);
            if (!float.IsFinite(element))
                nonFinite++;
            else if (magnitude == 0)
                zeros++;
            else if (magnitude <= TensorStatistics.HalfUnderflow)
                underflows++;
        }

        return new TensorStatistics(elements.Length, sumOfSquares, maxMagnitude, nonFinite, zeros, underflows);
    }

    public static TensorStatistics Measure(ReadOnlySpan<double> elements)
    {
        double sumOfSquares = 0, maxMagnitude = 0;
        long nonFinite = 0, zeros = 0, underflows = 0;
        foreach (var element in elements)
        {
            var magnitude = Math.Abs(element);
            sumOfSquares += element * element;
            maxMagnitude = Math.Max(maxMagnitude, magnitude);
            if (!double.IsFinite(element))
                nonFinite++;
            else if (magnitude == 0)
                zeros++;
            else if (magnitude <= TensorStatistics.HalfUnderflow)
                underflows++;
        }

        return new TensorStatistics(elements.Length, sumOfSquares, maxMagnitude, nonFinite, zeros, underflows);
    }

    /// <summary>Σ|x|^p, for the norms other than 2 and ∞ (rare, so unvectorised).</summary>
    public static double SumOfPowers(ReadOnlySpan<float> elements, double p)
    {
        double sum = 0;
        foreach (var element in elements)
            sum += p == 1 ? Math.Abs((double)element) : Math.Pow(Math.Abs((double)element), p);

        return sum;
    }

    /// <inheritdoc cref="SumOfPowers(ReadOnlySpan{float}, double)"/>
    public static double SumOfPowers(ReadOnlySpan<double> elements, double p)
    {
        double sum = 0;
        foreach (var element in elements)
            sum += p == 1 ? Math.Abs(element) : Math.Pow(Math.Abs(element), p);

        return sum;
    }
}
