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

    // Each of the 4 accumulators' lanes sums 16 squares before it is widened: a relative error of at most 16 · 2⁻²⁴ ≈ 1e-6 in a
    // lane, below 1e-7 in the whole.
    private const int VectorsPerFloatSum = 64;

    // Far from both ends of float32's range after squaring: 1e-38 and 3e38.
    private const float SmallestPlainMax = 1e-14f;
    private const float LargestPlainMax = 1e17f;

    private static int ElementsPerStride => 4 * Vector<float>.Count;

    private static int ElementsPerBlock => VectorsPerBlock * Vector<float>.Count;

    public static TensorStatistics Measure(ReadOnlySpan<float> elements)
    {
        var body = elements[..(elements.Length - (elements.Length % ElementsPerStride))];
        var sum = ScalarKernel.Measure(elements[body.Length..]);

        // Squaring tiny numbers costs a hundred times as long on many processors, so what the last block was decides the next.
        var isPlain = true;
        while (!body.IsEmpty)
        {
            var block = body[..Math.Min(ElementsPerBlock, body.Length)];
            body = body[block.Length..];
            if (isPlain && TryMeasurePlain(block, ref sum))
                continue;

            var precise = VectorKernel.Measure(block);
            isPlain = precise.MaxMagnitude is 0 or (>= SmallestPlainMax and <= LargestPlainMax);
            sum += precise;
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool TryMeasurePlain(ReadOnlySpan<float> block, ref TensorStatistics total)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<int>>(block);
        ref var first = ref MemoryMarshal.GetReference(vectors);
        var magnitudeMask = new Vector<int>(0x7FFF_FFFF);
        var underflowBits = new Vector<int>(BitConverter.SingleToInt32Bits(TensorStatistics.HalfUnderflow) + 1);
        Vector<int> maxBits = default, smallCount = default;
        Vector<double> sumLow = default, sumHigh = default;
        for (var start = 0; start < vectors.Length; start += VectorsPerFloatSum)
        {
            var end = Math.Min(start + VectorsPerFloatSum, vectors.Length);
            Vector<float> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
            for (var i = start; i + 4 <= end; i += 4)
            {
                ref var stride = ref Unsafe.Add(ref first, i);
                Prefetch.TwoLinesAhead(ref stride);
                var bits0 = stride & magnitudeMask;
                var bits1 = Unsafe.Add(ref stride, 1) & magnitudeMask;
                var bits2 = Unsafe.Add(ref stride, 2) & magnitudeMask;
                var bits3 = Unsafe.Add(ref stride, 3) & magnitudeMask;
                maxBits = Vector.Max(maxBits, Vector.Max(Vector.Max(bits0, bits1), Vector.Max(bits2, bits3)));
                smallCount += Vector.LessThan(bits0, underflowBits) + Vector.LessThan(bits1, underflowBits)
                    + (Vector.LessThan(bits2, underflowBits) + Vector.LessThan(bits3, underflowBits));
                sum0 += Vector.AsVectorSingle(bits0) * Vector.AsVectorSingle(bits0);
                sum1 += Vector.AsVectorSingle(bits1) * Vector.AsVectorSingle(bits1);
                sum2 += Vector.AsVectorSingle(bits2) * Vector.AsVectorSingle(bits2);
                sum3 += Vector.AsVectorSingle(bits3) * Vector.AsVectorSingle(bits3);
            }

            Vector.Widen(sum0 + sum1 + (sum2 + sum3), out var low, out var high);
            sumLow += low;
            sumHigh += high;
        }

        var max = BitConverter.Int32BitsToSingle(Largest(maxBits));
        if (!(max <= LargestPlainMax) || max is > 0 and < SmallestPlainMax)
            return false;

        var small = -Vector.Sum(smallCount);
        var zeros = small == 0 ? 0 : CountZeros(vectors);
        total += new TensorStatistics(block.Length, Vector.Sum(sumLow + sumHigh), max, 0, zeros, small - zeros);
        return true;
    }

    private static int CountZeros(ReadOnlySpan<Vector<int>> vectors)
    {
        // Both signs of zero: doubling the pattern drops the sign.
        Vector<int> count = default;
        foreach (var bits in vectors)
            count += Vector.Equals(bits + bits, Vector<int>.Zero);

        return -Vector.Sum(count);
    }

    private static int Largest(Vector<int> lanes)
    {
        var largest = 0;
        for (var lane = 0; lane < Vector<int>.Count; lane++)
            largest = Math.Max(largest, lanes[lane]);

        return largest;
    }
}
