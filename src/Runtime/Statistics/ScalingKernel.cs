using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GradGuard.Statistics;

/// <summary>In-place x ← c·x, with libtorch's rounding: the factor is rounded to the element's format first.</summary>
internal static class ScalingKernel
{
    /// <summary>Whether <paramref name="format"/> can be scaled here; the 16-bit formats go through libtorch.</summary>
    public static bool Supports(ElementFormat format) => format is ElementFormat.Float32 or ElementFormat.Float64;

    /// <summary>Multiplies the elements of a supported format and leaves others alone.</summary>
    public static void Multiply(Span<byte> bytes, ElementFormat format, double factor)
    {
        if (format == ElementFormat.Float32)
            Multiply(MemoryMarshal.Cast<byte, float>(bytes), (float)factor);
        else if (format == ElementFormat.Float64)
            Multiply(MemoryMarshal.Cast<byte, double>(bytes), factor);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply<T>(Span<T> elements, T factor)
        where T : struct, IMultiplyOperators<T, T, T>
    {
        var vectors = MemoryMarshal.Cast<T, Vector<T>>(elements);
        ref var first = ref MemoryMarshal.GetReference(vectors);
        var body = vectors.Length - (vectors.Length % 4);
        for (var i = 0; i < body; i += 4)
        {
            ref var stride = ref Unsafe.Add(ref first, i);
            Prefetch.TwoLinesAhead(ref stride);
            stride *= factor;
            Unsafe.Add(ref stride, 1) *= factor;
            Unsafe.Add(ref stride, 2) *= factor;
            Unsafe.Add(ref stride, 3) *= factor;
        }

        for (var i = body; i < vectors.Length; i++)
            vectors[i] *= factor;

        for (var i = vectors.Length * Vector<T>.Count; i < elements.Length; i++)
            elements[i] *= factor;
    }
}
