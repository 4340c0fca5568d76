using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GradGuard.Statistics;

/// <summary>
/// The statistics of float32 at the speed of memory: squares are summed in float32 over a few elements at a time and those sums in
/// double, which keeps seven digits over any length. Blocks of numbers whose float32 squares would overflow or vanish, and blocks
/// with NaN or infinity, go through <see cref="VectorKernel"/>.
/// </summary>
internal static class BlockKernel
{
    // 16 KiB with 8 lanes: a block is still in the first-level cache when it must be read again.
    private const int VectorsPerBlock = 512;

    // Each of the 8 accumulators' lanes sums 8 squares before all are added up and widened: a relative error of at most 11 · 2⁻²⁴ ≈ 7e-7
    // in a lane, below 1e-7 in the whole. Eight, since a processor that fuses waits four cycles for each.
    private const int VectorsPerFloatSum = 64;

    // Far from both ends of float32's range after squaring: 1e-38 and 3e38.
    private const float SmallestPlainMax = 1e-14f;
    private const float LargestPlainMax = 1e17f;

    // Patterns of magnitudes are in the order of their values, so integers compare them.
    private static int UnderflowBits => BitConverter.SingleToInt32Bits(TensorStatistics.HalfUnderflow);

    private static int ElementsPerBlock => VectorsPerBlock * Vector<float>.Count;

    public static TensorStatistics Measure(ReadOnlySpan<float> elements)
    {
        var body = elements[..(elements.Length - (elements.Length % Vector<float>.Count))];
        var sum = ScalarKernel.Measure(elements[body.Length..]);

        // Squaring tiny numbers costs a hundred times as long on many processors, so what the last block was decides the next.
        var isPlain = true;
        Vector<int> maxBits = default;
        while (!body.IsEmpty)
        {
            var block = body[..Math.Min(ElementsPerBlock, body.Length)];
            body = body[block.Length..];
            if (isPlain && TryMeasurePlain(block, ref sum, ref maxBits))
                continue;

            var precise = VectorKernel.Measure(block);
            isPlain = precise.MaxMagnitude is 0 or (>= SmallestPlainMax and <= LargestPlainMax);
            sum += precise;
        }

        return sum with { MaxMagnitude = Math.Max(sum.MaxMagnitude, BitConverter.Int32BitsToSingle(Largest(maxBits))) };
    }

    // The largest magnitude of all blocks is kept by lanes, and found among them once.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool TryMeasurePlain(ReadOnlySpan<float> block, ref TensorStatistics total, ref Vector<int> totalMaxBits)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<int>>(block);
        ref var first = ref MemoryMarshal.GetReference(vectors);
        var magnitudeMask = new Vector<int>(0x7FFF_FFFF);
        Vector<int> maxBits = default, minBits = new(int.MaxValue);
        Vector<double> sumLow = default, sumHigh = default;
        for (var start = 0; start < vectors.Length; start += VectorsPerFloatSum)
        {
            var end = Math.Min(start + VectorsPerFloatSum, vectors.Length);
            Vector<float> sum0 = default, sum1 = default, sum2 = default, sum3 = default, sum4 = default, sum5 = default, sum6 = default, sum7 = default;
            var i = start;
            for (; i + 8 <= end; i += 8)
            {
                ref var stride = ref Unsafe.Add(ref first, i);
                Prefetch.TwoLinesAhead(ref stride);
                Prefetch.TwoLinesAhead(ref Unsafe.Add(ref stride, 4));
                var bits0 = stride & magnitudeMask;
                var bits1 = Unsafe.Add(ref stride, 1) & magnitudeMask;
                var bits2 = Unsafe.Add(ref stride, 2) & magnitudeMask;
                var bits3 = Unsafe.Add(ref stride, 3) & magnitudeMask;
                maxBits = Vector.Max(maxBits, Vector.Max(Vector.Max(bits0, bits1), Vector.Max(bits2, bits3)));
                minBits = Vector.Min(minBits, Vector.Min(Vector.Min(bits0, bits1), Vector.Min(bits2, bits3)));
                sum0 = AddSquare(sum0, bits0);
                sum1 = AddSquare(sum1, bits1);
                sum2 = AddSquare(sum2, bits2);
                sum3 = AddSquare(sum3, bits3);
                bits0 = Unsafe.Add(ref stride, 4) & magnitudeMask;
                bits1 = Unsafe.Add(ref stride, 5) & magnitudeMask;
                bits2 = Unsafe.Add(ref stride, 6) & magnitudeMask;
                bits3 = Unsafe.Add(ref stride, 7) & magnitudeMask;
                maxBits = Vector.Max(maxBits, Vector.Max(Vector.Max(bits0, bits1), Vector.Max(bits2, bits3)));
                minBits = Vector.Min(minBits, Vector.Min(Vector.Min(bits0, bits1), Vector.Min(bits2, bits3)));
                sum4 = AddSquare(sum4, bits0);
                sum5 = AddSquare(sum5, bits1);
                sum6 = AddSquare(sum6, bits2);
                sum7 = AddSquare(sum7, bits3);
            }

            for (; i < end; i++)
            {
                var bits = Unsafe.Add(ref first, i) & magnitudeMask;
                maxBits = Vector.Max(maxBits, bits);
                minBits = Vector.Min(minBits, bits);
                sum0 = AddSquare(sum0, bits);
            }

            sum0 = sum0 + sum1 + (sum2 + sum3) + (sum4 + sum5 + (sum6 + sum7));
            Vector.Widen(sum0, out var low, out var high);
            sumLow += low;
            sumHigh += high;
        }

        var isTiny = Vector.LessThanAll(maxBits, new Vector<int>(BitConverter.SingleToInt32Bits(SmallestPlainMax))) && !Vector.EqualsAll(maxBits, Vector<int>.Zero);
        if (isTiny || Vector.GreaterThanAny(maxBits, new Vector<int>(BitConverter.SingleToInt32Bits(LargestPlainMax))))
            return false;

        // Most blocks of most gradients hold neither zeros nor what float16 loses, and one minimum says so.
        var (zeros, underflows) = Vector.GreaterThanAll(minBits, new Vector<int>(UnderflowBits)) ? (0, 0) : CountSmall(vectors);
        totalMaxBits = Vector.Max(totalMaxBits, maxBits);
        total += new TensorStatistics(block.Length, Vector.Sum(sumLow + sumHigh), 0, 0, zeros, underflows);
        return true;
    }

    // Fused where the processor does that.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> AddSquare(Vector<float> sum, Vector<int> bits)
    {
        var x = Vector.AsVectorSingle(bits);
#if NET9_0_OR_GREATER
        return Vector.MultiplyAddEstimate(x, x, sum);
#else
        return sum + (x * x);
#endif
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (int Zeros, int Underflows) CountSmall(ReadOnlySpan<Vector<int>> vectors)
    {
        var magnitudeMask = new Vector<int>(0x7FFF_FFFF);
        var underflowBits = new Vector<int>(UnderflowBits);
        Vector<int> zeros = default, others = default;
        foreach (var bits in vectors)
        {
            var magnitude = bits & magnitudeMask;
            zeros += Vector.Equals(magnitude, Vector<int>.Zero);
            others += Vector.GreaterThan(magnitude, underflowBits);
        }

        var zeroCount = -Vector.Sum(zeros);
        return (zeroCount, (vectors.Length * Vector<int>.Count) + Vector.Sum(others) - zeroCount);
    }

    private static int Largest(Vector<int> lanes)
    {
        var largest = 0;
        for (var lane = 0; lane < Vector<int>.Count; lane++)
            largest = Math.Max(largest, lanes[lane]);

        return largest;
    }
}
