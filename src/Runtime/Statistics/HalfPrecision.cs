using System.Numerics;
using System.Runtime.InteropServices;

namespace GradGuard.Statistics;

/// <summary>Widens the two 16-bit formats to float32, vectorised; both fit exactly, subnormals, infinities and NaN included.</summary>
internal static class HalfPrecision
{
    // float32 has 112 more exponents below 1 than float16: shifted into place, a float16 is 2¹¹² times too small.
    private const float Float16Rebias = 5192296858534827628530496329220096f;
    private const int Float16InfinityBits = 0x7C00 << 13;
    private const int Float32InfinityBits = 0x7F80_0000;

    /// <summary>Writes the float32 values of IEEE 754 binary16 bit patterns; the spans have the same length.</summary>
    public static void WidenFloat16(ReadOnlySpan<ushort> source, Span<float> destination)
    {
        var sources = MemoryMarshal.Cast<ushort, Vector<ushort>>(source);
        var destinations = MemoryMarshal.Cast<float, Vector<float>>(destination);
        for (var i = 0; i < sources.Length; i++)
        {
            Vector.Widen(sources[i], out var low, out var high);
            destinations[2 * i] = WidenFloat16(low);
            destinations[(2 * i) + 1] = WidenFloat16(high);
        }

        for (var i = sources.Length * Vector<ushort>.Count; i < source.Length; i++)
            destination[i] = (float)BitConverter.UInt16BitsToHalf(source[i]);
    }

    /// <summary>Writes the float32 values of bfloat16 bit patterns; the spans have the same length.</summary>
    public static void WidenBFloat16(ReadOnlySpan<ushort> source, Span<float> destination)
    {
        var sources = MemoryMarshal.Cast<ushort, Vector<ushort>>(source);
        var destinations = MemoryMarshal.Cast<float, Vector<float>>(destination);
        for (var i = 0; i < sources.Length; i++)
        {
            Vector.Widen(sources[i], out var low, out var high);
            destinations[2 * i] = Vector.AsVectorSingle(low << 16);
            destinations[(2 * i) + 1] = Vector.AsVectorSingle(high << 16);
        }

        for (var i = sources.Length * Vector<ushort>.Count; i < source.Length; i++)
            destination[i] = BitConverter.Int32BitsToSingle(source[i] << 16);
    }

    private static Vector<float> WidenFloat16(Vector<uint> bits)
    {
        var magnitude = Vector.AsVectorInt32((bits & new Vector<uint>(0x7FFFu)) << 13);
        var sign = Vector.AsVectorInt32((bits & new Vector<uint>(0x8000u)) << 16);
        var finite = Vector.AsVectorInt32(Vector.AsVectorSingle(magnitude) * Float16Rebias);
        var nonFinite = magnitude | new Vector<int>(Float32InfinityBits);
        var isNonFinite = Vector.GreaterThanOrEqual(magnitude, new Vector<int>(Float16InfinityBits));
        return Vector.AsVectorSingle(Vector.ConditionalSelect(isNonFinite, nonFinite, finite) | sign);
    }
}
