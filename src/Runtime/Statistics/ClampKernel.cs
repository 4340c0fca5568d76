using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GradGuard.Statistics;

/// <summary>In-place x ← min(max(x, −limit), limit); NaN stays NaN, as in libtorch's clamp.</summary>
internal static class ClampKernel
{
    /// <summary>Clamps the elements of a format that <see cref="ScalingKernel"/> supports and leaves others alone.</summary>
    public static void Clamp(Span<byte> bytes, ElementFormat format, double limit)
    {
        if (format == ElementFormat.Float32)
            Clamp(MemoryMarshal.Cast<byte, float>(bytes), (float)limit);
        else if (format == ElementFormat.Float64)
            Clamp(MemoryMarshal.Cast<byte, double>(bytes), limit);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Clamp<T>(Span<T> elements, T limit)
        where T : struct, INumber<T>
    {
        var high = new Vector<T>(limit);
        var low = new Vector<T>(-limit);
        var vectors = MemoryMarshal.Cast<T, Vector<T>>(elements);
        for (var i = 0; i < vectors.Length; i++)
        {
            var x = vectors[i];
            x = Vector.ConditionalSelect(Vector.GreaterThan(x, high), high, x);
            vectors[i] = Vector.ConditionalSelect(Vector.LessThan(x, low), low, x);
        }

        for (var i = vectors.Length * Vector<T>.Count; i < elements.Length; i++)
            elements[i] = elements[i] > limit ? limit : elements[i] < -limit ? -limit : elements[i];
    }
}
