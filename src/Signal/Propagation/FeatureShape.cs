namespace GradGuard.Signal.Propagation;

/// <summary>
/// The distribution of a value over features where it is not Gaussian: what stands between an activation and the next sum of many
/// inputs. A skip that carries an activation's output to the next activation makes it matter, since a unit that was positive stays so.
/// It is the quantile function at standard normal arguments, t(g), with mean 0 and variance 1.
/// </summary>
internal sealed class FeatureShape
{
    private const int Points = 61;
    private const double Reach = 5;
    private const double Step = 2 * Reach / (Points - 1);

    private static readonly double[] Arguments = [.. Enumerable.Range(0, Points).Select(i => -Reach + (i * Step))];
    private static readonly double[] Weights = NormalWeights(Arguments);
    private static readonly double[] Probabilities = [.. Arguments.Select(NormalDistribution.Cumulative)];

    // A standard normal at even distances, whose sums are exact for whatever is smooth at this step, and none of them at 0: where many units
    // are exactly 0, as behind a ReLU, a sum with such noise has to be above 0 for half of them.
    private const int NoiseCount = 24;
    private const double NoiseStep = 0.35;

    private static readonly double[] NoisePoints = [.. Enumerable.Range(0, NoiseCount).Select(i => NoiseStep * (i - ((NoiseCount - 1) / 2.0)))];
    private static readonly double[] NoiseWeights = NormalWeights(NoisePoints);

    // What samples are put together and sorted in: a prediction makes hundreds of them and keeps none.
    [ThreadStatic]
    private static double[][]? _scratch;

    private readonly double[] _quantiles;

    private FeatureShape(double[] quantiles) => _quantiles = quantiles;

    /// <summary>The shape of φ(z) for z of a given shape; null, which is Gaussian, where it has no spread.</summary>
    public static FeatureShape? After(ActivationFunction function, Signal input)
    {
        double deviation = Math.Sqrt(input.Variance);
        double[][] scratch = Scratch(Points);
        double[] values = scratch[0];
        double[] weights = scratch[1];
        for (int i = 0; i < Points; i++)
        {
            double g = Arguments[i];
            values[i] = function.Value(input.Mean + (deviation * (input.Shape is { } shape ? shape.At(g) : g)));
            weights[i] = Weights[i];
        }

        Array.Sort(values, weights, 0, Points);
        return FromSorted(values, weights, Points);
    }

    /// <summary>The shape of a sum of independent values; null, which is Gaussian, where none of them has another.</summary>
    public static FeatureShape? OfSum(IReadOnlyList<Signal> terms)
    {
        FeatureShape? sum = null;
        double sumVariance = 0;
        double noise = 0;
        foreach (Signal term in terms)
        {
            if (term.Shape is null)
            {
                noise += term.Variance;
            }
            else
            {
                sum = sum is null
                    ? term.Shape
                    : Convolved(sum._quantiles, Math.Sqrt(sumVariance), term.Shape._quantiles, Weights, Math.Sqrt(term.Variance));
                sumVariance += term.Variance;
            }
        }

        return sum is null || noise == 0
            ? sum
            : Convolved(sum._quantiles, Math.Sqrt(sumVariance), NoisePoints, NoiseWeights, Math.Sqrt(noise));
    }

    /// <summary>The mean of two profiles, weighted by the energies that they belong to.</summary>
    public static double[]? Blend(double[]? a, double aWeight, double[]? b, double bWeight)
    {
        double total = aWeight + bWeight;
        if ((a is null && b is null) || !(total > 0))
        {
            return null;
        }

        var blend = new double[Points];
        for (int i = 0; i < Points; i++)
        {
            blend[i] = (((a?[i] ?? 1) * aWeight) + ((b?[i] ?? 1) * bWeight)) / total;
        }

        return blend;
    }

    /// <summary>
    /// The profile before an elementwise function, and the factor by which the units' persistence raises E[φ'² δ²] over E[φ'²] E[δ²].
    /// </summary>
    /// <param name="function">φ.</param>
    /// <param name="input">The value that the function took.</param>
    /// <param name="profile">The profile after it.</param>
    public static (double[]? Profile, double Factor) Before(ActivationFunction function, Signal input, double[]? profile)
    {
        double deviation = Math.Sqrt(input.Variance);
        var before = new double[Points];
        double flat = 0;
        double whole = 0;
        for (int i = 0; i < Points; i++)
        {
            double g = Arguments[i];
            double s = function.Slope(input.Mean + (deviation * (input.Shape is { } shape ? shape.At(g) : g)));
            before[i] = s * s * (profile?[i] ?? 1);
            flat += Weights[i] * s * s;
            whole += Weights[i] * before[i];
        }

        return whole > 0 ? (Divided(before, whole), whole / flat) : (null, 1);
    }

    /// <summary>The profile by the quantile of one term, from that by the quantile of the sum it is part of.</summary>
    /// <param name="profile">By the sum's quantile.</param>
    /// <param name="term">The term, of known shape.</param>
    /// <param name="sum">The sum, of known shape.</param>
    public static double[]? OfTerm(double[]? profile, Signal term, Signal sum)
    {
        if (profile is null || term.Shape is not { } shape || sum.Shape is not { } sumShape)
        {
            return null;
        }

        double spread = Math.Sqrt(sum.Variance);
        double noise = Math.Sqrt(Math.Max(sum.Variance - term.Variance, 0));
        double own = Math.Sqrt(term.Variance);
        var result = new double[Points];
        double whole = 0;
        for (int i = 0; i < Points; i++)
        {
            for (int j = 0; j < NoisePoints.Length; j++)
            {
                double g = sumShape.Inverse(((own * shape._quantiles[i]) + (noise * NoisePoints[j])) / spread);
                result[i] += NoiseWeights[j] * Interpolated(profile, g);
            }

            whole += Weights[i] * result[i];
        }

        return whole > 0 ? Divided(result, whole) : null;
    }

    /// <summary>The quantile at a standard normal argument; straight on beyond the table.</summary>
    public double At(double g)
    {
        double place = (g + Reach) / Step;
        int i = Math.Max(0, Math.Min(Points - 2, (int)Math.Floor(place)));
        return _quantiles[i] + ((place - i) * (_quantiles[i + 1] - _quantiles[i]));
    }

    private static double Interpolated(double[] table, double g)
    {
        double place = Math.Max(0, Math.Min(Points - 1.000001, (g + Reach) / Step));
        int i = (int)place;
        return table[i] + ((place - i) * (table[i + 1] - table[i]));
    }

    private static double[] Divided(double[] values, double divisor)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] /= divisor;
        }

        return values;
    }

    /// <summary>The argument at which the quantile passes a value.</summary>
    public double Inverse(double value)
    {
        int i = Array.BinarySearch(_quantiles, value);
        i = Math.Max(0, Math.Min(Points - 2, (i < 0 ? ~i : i) - 1));
        double rise = _quantiles[i + 1] - _quantiles[i];
        return Arguments[i] + (rise > 0 ? (value - _quantiles[i]) / rise * Step : 0);
    }

    private static FeatureShape? Convolved(double[] a, double aScale, double[] b, double[] bWeights, double bScale)
    {
        int count = a.Length * b.Length;
        double[][] scratch = Scratch(count);
        double[] values = scratch[0];
        double[] weights = scratch[1];
        for (int j = 0; j < b.Length; j++)
        {
            for (int i = 0; i < a.Length; i++)
            {
                values[(j * a.Length) + i] = (aScale * a[i]) + (bScale * b[j]);
                weights[(j * a.Length) + i] = Weights[i] * bWeights[j];
            }
        }

        (values, weights) = Merged(values, weights, scratch[2], scratch[3], count, a.Length);
        return FromSorted(values, weights, count);
    }

    private static double[][] Scratch(int count) => _scratch is { } large && large[0].Length >= count
        ? large
        : _scratch = [new double[count], new double[count], new double[count], new double[count]];

    // The quantiles of one term are in order, so the sample is made of ascending runs; merging them costs a tenth of a sort.
    private static (double[] Values, double[] Weights) Merged(
        double[] values, double[] weights, double[] otherValues, double[] otherWeights, int count, int run)
    {
        for (; run < count; run *= 2)
        {
            for (int start = 0; start < count; start += 2 * run)
            {
                int middle = Math.Min(start + run, count);
                int end = Math.Min(start + (2 * run), count);
                int left = start;
                int right = middle;
                for (int i = start; i < end; i++)
                {
                    int from = right >= end || (left < middle && values[left] <= values[right]) ? left++ : right++;
                    otherValues[i] = values[from];
                    otherWeights[i] = weights[from];
                }
            }

            (values, otherValues) = (otherValues, values);
            (weights, otherWeights) = (otherWeights, weights);
        }

        return (values, weights);
    }

    // Reads the quantiles of a sample in order off at the table's probabilities.
    private static FeatureShape? FromSorted(double[] values, double[] weights, int count)
    {
        double total = 0;
        for (int i = 0; i < count; i++)
        {
            total += weights[i];
        }

        var quantiles = new double[Points];
        double below = 0;
        int next = 0;
        for (int i = 0; i < Points; i++)
        {
            double target = Probabilities[i] * total;
            while (next < count - 1 && below + (weights[next] / 2) < target)
            {
                below += weights[next++];
            }

            double centre = below + (weights[next] / 2);
            double before = next > 0 ? below - (weights[next - 1] / 2) : centre;
            double share = centre > before ? Math.Max(0, Math.Min(1, (target - before) / (centre - before))) : 1;
            quantiles[i] = next > 0 ? values[next - 1] + (share * (values[next] - values[next - 1])) : values[next];
        }

        return Standardised(quantiles);
    }

    private static FeatureShape? Standardised(double[] quantiles)
    {
        double mean = 0;
        double second = 0;
        for (int i = 0; i < Points; i++)
        {
            mean += Weights[i] * quantiles[i];
            second += Weights[i] * quantiles[i] * quantiles[i];
        }

        double deviation = Math.Sqrt(Math.Max(second - (mean * mean), 0));
        if (!(deviation > 1e-12 * (1 + Math.Abs(mean))))
        {
            return null;
        }

        for (int i = 0; i < Points; i++)
        {
            quantiles[i] = (quantiles[i] - mean) / deviation;
        }

        return new(quantiles);
    }

    private static double[] NormalWeights(double[] points)
    {
        double[] weights = [.. points.Select(NormalDistribution.Density)];
        double total = weights.Sum();
        return [.. weights.Select(weight => weight / total)];
    }
}
