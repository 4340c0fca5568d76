using System.Numerics;
using System.Runtime.InteropServices;

namespace GradGuard.Statistics;

/// <summary>What the extended tier asks of a module's output, in one pass over float32 memory.</summary>
internal static class ActivationKernel
{
    // A sum of so many vectors in float32 loses at most 16 · 2⁻²⁴ before it is widened.
    private const int VectorsPerFloatSum = 16;

    /// <summary>Adds Σx, Σx², the number of |x| ≤ <paramref name="nearZero"/> and the number of x ≤ <paramref name="low"/> or x ≥ <paramref name="high"/> to <paramref name="sums"/>.</summary>
    public static void Sum(ReadOnlySpan<float> elements, float nearZero, float low, float high, Span<double> sums)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(elements);
        var (nearZeros, lows, highs) = (new Vector<float>(nearZero), new Vector<float>(low), new Vector<float>(high));
        for (var start = 0; start < vectors.Length; start += VectorsPerFloatSum)
        {
            Vector<float> sum = default, squares = default;
            Vector<int> small = default, flat = default;
            foreach (var x in vectors.Slice(start, Math.Min(VectorsPerFloatSum, vectors.Length - start)))
            {
                sum += x;
                squares += x * x;
                small += Vector.LessThanOrEqual(Vector.Abs(x), nearZeros);
                flat += Vector.LessThanOrEqual(x, lows) | Vector.GreaterThanOrEqual(x, highs);
            }

            sums[0] += Total(sum);
            sums[1] += Total(squares);
            sums[2] -= Vector.Sum(small);
            sums[3] -= Vector.Sum(flat);
        }

        foreach (var x in elements[(vectors.Length * Vector<float>.Count)..])
        {
            sums[0] += x;
            sums[1] += (double)x * x;
            sums[2] += Math.Abs(x) <= nearZero ? 1 : 0;
            sums[3] += x <= low || x >= high ? 1 : 0;
        }
    }

    /// <summary>Raises <paramref name="largest"/> to the largest magnitude of each unit.</summary>
    /// <param name="elements">Elements of shape [any, units, inner].</param>
    /// <param name="inner">Elements of a unit that lie side by side, from 1.</param>
    /// <param name="largest">One number for each unit.</param>
    public static void RaiseToLargest(ReadOnlySpan<float> elements, int inner, Span<float> largest)
    {
        var rowLength = inner * largest.Length;
        for (var row = 0; row + rowLength <= elements.Length; row += rowLength)
            if (inner == 1)
                RaiseEach(elements.Slice(row, rowLength), largest);
            else
                for (var unit = 0; unit < largest.Length; unit++)
                    largest[unit] = Math.Max(largest[unit], Largest(elements.Slice(row + (unit * inner), inner)));
    }

    private static void RaiseEach(ReadOnlySpan<float> row, Span<float> largest)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(row);
        var targets = MemoryMarshal.Cast<float, Vector<float>>(largest);
        for (var i = 0; i < vectors.Length; i++)
            targets[i] = Vector.Max(targets[i], Vector.Abs(vectors[i]));

        for (var i = vectors.Length * Vector<float>.Count; i < row.Length; i++)
            largest[i] = Math.Max(largest[i], Math.Abs(row[i]));
    }

    private static float Largest(ReadOnlySpan<float> elements)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(elements);
        Vector<float> largest = default;
        foreach (var x in vectors)
            largest = Vector.Max(largest, Vector.Abs(x));

        var result = 0f;
        for (var lane = 0; lane < Vector<float>.Count; lane++)
            result = Math.Max(result, largest[lane]);

        foreach (var x in elements[(vectors.Length * Vector<float>.Count)..])
            result = Math.Max(result, Math.Abs(x));

        return result;
    }

    private static double Total(Vector<float> lanes)
    {
        Vector.Widen(lanes, out var low, out var high);
        return Vector.Sum(low + high);
    }
}
