using System.Runtime.InteropServices;
using GradGuard.Statistics;

namespace GradGuard.Reading;

/// <summary>A stretch of a gradient's memory: the unit of work that threads share out.</summary>
[StructLayout(LayoutKind.Auto)]
internal unsafe struct MemoryPiece(ReadOnlySpan<byte> bytes, ElementFormat format, int parameter)
{
    // The span is over native memory, which the collector does not move.
    private readonly byte* _start = (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref MemoryMarshal.GetReference(bytes));
    private readonly int _length = bytes.Length;

    /// <summary>The statistics, once measured.</summary>
    public TensorStatistics Result;

    public readonly int Parameter => parameter;

    public readonly ElementFormat Format => format;

    public readonly Span<byte> Bytes => new(_start, _length);
}
