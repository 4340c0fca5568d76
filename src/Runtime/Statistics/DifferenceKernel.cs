using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GradGuard.Statistics;

/// <summary>Σ(x − y)² and Σx² of two tensors' memory in one pass, summed in double precision.</summary>
internal static class DifferenceKernel
{
    /// <summary>Whether <paramref name="format"/> can be compared here.</summary>
    public static bool Supports(ElementFormat format) => format is ElementFormat.Float32 or ElementFormat.Float64;

    public static (double OfDifference, double OfFirst) SumsOfSquares(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ElementFormat format) =>
        format == ElementFormat.Float32
            ? SumsOfSquares(MemoryMarshal.Cast<byte, float>(first), MemoryMarshal.Cast<byte, float>(second))
            : SumsOfSquares(MemoryMarshal.Cast<byte, double>(first), MemoryMarshal.Cast<byte, double>(second));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (double OfDifference, double OfFirst) SumsOfSquares(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        var x = MemoryMarshal.Cast<float, Vector<float>>(first);
        var y = MemoryMarshal.Cast<float, Vector<float>>(second);
        Vector<double> differenceLow = default, differenceHigh = default, firstLow = default, firstHigh = default;
        for (var i = 0; i < x.Length; i++)
        {
            Vector.Widen(x[i] - y[i], out var low, out var high);
            differenceLow += low * low;
            differenceHigh += high * high;
            Vector.Widen(x[i], out low, out high);
            firstLow += low * low;
            firstHigh += high * high;
        }

        var ofDifference = Vector.Sum(differenceLow + differenceHigh);
        var ofFirst = Vector.Sum(firstLow + firstHigh);
        for (var i = x.Length * Vector<float>.Count; i < first.Length; i++)
        {
            double difference = first[i] - second[i];
            ofDifference += difference * difference;
            ofFirst += (double)first[i] * first[i];
        }

        return (ofDifference, ofFirst);
    }

    private static (double OfDifference, double OfFirst) SumsOfSquares(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        double ofDifference = 0, ofFirst = 0;
        for (var i = 0; i < first.Length; i++)
        {
            var difference = first[i] - second[i];
            ofDifference += difference * difference;
            ofFirst += first[i] * first[i];
        }

        return (ofDifference, ofFirst);
    }
}
