namespace GradGuard.Signal;

/// <summary>The first Hermite polynomials, normalised so that E[hⱼ(x) hₖ(x)] is 1 for j = k under a standard normal and 0 otherwise.</summary>
internal static class HermitePolynomials
{
    public const int Terms = 32;

    private static readonly double[] RootsOfIntegers = [.. Enumerable.Range(0, Terms + 1).Select(k => Math.Sqrt(k))];

    /// <summary>Their values at a point; the even ones are even functions, the odd ones odd.</summary>
    public static double[] At(double x)
    {
        var values = new double[Terms];
        At(x, values);
        return values;
    }

    /// <summary>The same, into a table of <see cref="Terms"/> places: h(k+1) = (x h(k) - sqrt(k) h(k-1)) / sqrt(k+1).</summary>
    public static void At(double x, double[] values)
    {
        double previous = 0;
        double current = 1;
        for (int k = 0; k < Terms; k++)
        {
            values[k] = current;
            double next = ((x * current) - (RootsOfIntegers[k] * previous)) / RootsOfIntegers[k + 1];
            (previous, current) = (current, next);
        }
    }
}
