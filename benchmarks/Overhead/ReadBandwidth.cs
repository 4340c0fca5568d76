using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GradGuard.Statistics;

namespace GradGuard.Overhead;

/// <summary>Bytes a second of the statistics pass against those of the plainest possible read of the same memory.</summary>
internal static class ReadBandwidth
{
    public static Table Measure()
    {
        var table = new Table(
            "Reading",
            "One pass over a gradient (sum of squares, largest magnitude, zeros, non-finite and underflowing elements) on one core, against the plainest vector sum of the same bytes. The budget is for large gradients, which come from memory and not from a cache.",
            "gradient", "plain read", "statistics", "share", "budget");
        foreach (var megabytes in new[] { 0.03125, 1, 16, 256 })
        {
            var elements = new float[(int)(megabytes * (1 << 20)) / sizeof(float)];
            var random = new Random(1);
            for (var i = 0; i < elements.Length; i++)
                elements[i] = (float)(random.NextDouble() - 0.5);

            double sink = 0;
            var calls = (int)Math.Max(1, 64 / megabytes);
            var times = Paired.MedianMicroseconds(15, calls, () => sink += PlainRead(elements), () => sink += BlockKernel.Measure(elements).SumOfSquares);
            double Rate(double microseconds) => elements.Length * sizeof(float) / microseconds / 1000;
            table.Add($"{megabytes:0.##} MiB", $"{Rate(times[0]):0.0} GB/s", $"{Rate(times[1]):0.0} GB/s", $"{times[0] / times[1]:P0}", megabytes >= 16 ? "70 %" : "");
            GC.KeepAlive(sink);
        }

        return table;
    }

    /// <summary>A sum of the bits, by vectors: as little as a read can do.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static long PlainRead(ReadOnlySpan<float> elements)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<long>>(elements);
        Vector<long> a = default, b = default, c = default, d = default;
        for (var i = 0; i + 4 <= vectors.Length; i += 4)
        {
            a += vectors[i];
            b += vectors[i + 1];
            c += vectors[i + 2];
            d += vectors[i + 3];
        }

        return Vector.Sum(a + b + c + d);
    }
}
