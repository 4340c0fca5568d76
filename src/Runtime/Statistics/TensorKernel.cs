using System.Runtime.InteropServices;

namespace GradGuard.Statistics;

/// <summary>The statistics of raw tensor memory in any <see cref="ElementFormat"/>, computed in place and without allocation.</summary>
internal static class TensorKernel
{
    // 4 KiB of float32: stays in the first-level cache between widening and measuring.
    private const int BlockElements = 1024;

    public static TensorStatistics Measure(ReadOnlySpan<byte> bytes, ElementFormat format) => format switch
    {
        ElementFormat.Float32 => BlockKernel.Measure(MemoryMarshal.Cast<byte, float>(bytes)),
        ElementFormat.Float64 => VectorKernel.Measure(MemoryMarshal.Cast<byte, double>(bytes)),
        _ => MeasureHalf(MemoryMarshal.Cast<byte, ushort>(bytes), format),
    };

    /// <summary>Σ|x|^p in double precision.</summary>
    public static double SumOfPowers(ReadOnlySpan<byte> bytes, ElementFormat format, double p)
    {
        if (format == ElementFormat.Float32)
            return ScalarKernel.SumOfPowers(MemoryMarshal.Cast<byte, float>(bytes), p);

        if (format == ElementFormat.Float64)
            return ScalarKernel.SumOfPowers(MemoryMarshal.Cast<byte, double>(bytes), p);

        double sum = 0;
        Span<float> block = stackalloc float[BlockElements];
        for (var rest = MemoryMarshal.Cast<byte, ushort>(bytes); !rest.IsEmpty; rest = rest[Math.Min(rest.Length, BlockElements)..])
            sum += ScalarKernel.SumOfPowers(Widen(rest, block, format), p);

        return sum;
    }

    private static TensorStatistics MeasureHalf(ReadOnlySpan<ushort> elements, ElementFormat format)
    {
        TensorStatistics sum = default;
        Span<float> block = stackalloc float[BlockElements];
        for (var rest = elements; !rest.IsEmpty; rest = rest[Math.Min(rest.Length, BlockElements)..])
            sum += BlockKernel.Measure(Widen(rest, block, format));

        return sum;
    }

    private static ReadOnlySpan<float> Widen(ReadOnlySpan<ushort> elements, Span<float> block, ElementFormat format)
    {
        elements = elements[..Math.Min(elements.Length, BlockElements)];
        block = block[..elements.Length];
        if (format == ElementFormat.Float16)
            HalfPrecision.WidenFloat16(elements, block);
        else
            HalfPrecision.WidenBFloat16(elements, block);

        return block;
    }
}
