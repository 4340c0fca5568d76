using System.Numerics;

namespace GradGuard.Clipping;

/// <summary>Which of the last <see cref="Window"/> clipped steps clipping shrank.</summary>
internal sealed class ClipHistory
{
    /// <summary>Steps looked back on.</summary>
    public const int Window = 100;

    private UInt128 _shrunk;
    private int _steps;

    /// <summary>Share of steps that were shrunk, null before the first.</summary>
    public double? ShrunkShare =>
        _steps == 0 ? null : (double)(BitOperations.PopCount((ulong)(_shrunk >> 64)) + BitOperations.PopCount((ulong)_shrunk)) / _steps;

    public void Add(bool shrunk)
    {
        _shrunk = ((_shrunk << 1) | (shrunk ? UInt128.One : UInt128.Zero)) & ((UInt128.One << Window) - 1);
        _steps = Math.Min(_steps + 1, Window);
    }
}
