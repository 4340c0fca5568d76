using System.Runtime.InteropServices;

namespace GradGuard.Statistics;

/// <summary>Counts the exponents of raw tensor memory into the bins of <see cref="ExponentHistogram"/>; exact zeros fall into bin 0 too.</summary>
internal static class ExponentKernel
{
    private const int ExponentShift = 23;
    private const int ExponentMask = 0xFF;
    private const int BlockElements = 1024;

    public static void Count(ReadOnlySpan<byte> bytes, ElementFormat format, Span<long> bins)
    {
        if (format == ElementFormat.Float32)
        {
            Count(MemoryMarshal.Cast<byte, int>(bytes), bins);
            return;
        }

        Span<float> block = stackalloc float[BlockElements];
        if (format == ElementFormat.Float64)
            CountDoubles(MemoryMarshal.Cast<byte, double>(bytes), block, bins);
        else
            CountHalves(MemoryMarshal.Cast<byte, ushort>(bytes), format, block, bins);
    }

    private static void Count(ReadOnlySpan<int> patterns, Span<long> bins)
    {
        // Neighbours often share an exponent: two tables in turn keep one count from waiting for the one before.
        Span<long> others = stackalloc long[ExponentHistogram.BinCount];
        var i = 0;
        for (; i + 2 <= patterns.Length; i += 2)
        {
            bins[(patterns[i] >> ExponentShift) & ExponentMask]++;
            others[(patterns[i + 1] >> ExponentShift) & ExponentMask]++;
        }

        if (i < patterns.Length)
            bins[(patterns[i] >> ExponentShift) & ExponentMask]++;

        for (var bin = 0; bin < others.Length; bin++)
            bins[bin] += others[bin];
    }

    private static void CountDoubles(ReadOnlySpan<double> elements, Span<float> block, Span<long> bins)
    {
        for (var start = 0; start < elements.Length; start += BlockElements)
        {
            var part = elements.Slice(start, Math.Min(BlockElements, elements.Length - start));

            // Cutting off the fraction first keeps rounding from lifting an element into the next bin.
            for (var i = 0; i < part.Length; i++)
                block[i] = (float)BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(part[i]) & ~0x1FFF_FFFFL);

            Count(MemoryMarshal.Cast<float, int>(block[..part.Length]), bins);
        }
    }

    private static void CountHalves(ReadOnlySpan<ushort> elements, ElementFormat format, Span<float> block, Span<long> bins)
    {
        for (var start = 0; start < elements.Length; start += BlockElements)
        {
            var part = elements.Slice(start, Math.Min(BlockElements, elements.Length - start));
            if (format == ElementFormat.Float16)
                HalfPrecision.WidenFloat16(part, block[..part.Length]);
            else
                HalfPrecision.WidenBFloat16(part, block[..part.Length]);

            Count(MemoryMarshal.Cast<float, int>(block[..part.Length]), bins);
        }
    }
}
