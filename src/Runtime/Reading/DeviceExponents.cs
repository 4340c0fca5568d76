using System.Runtime.InteropServices;
using GradGuard.Statistics;
using static TorchSharp.torch;

namespace GradGuard.Reading;

/// <summary>The exponent counts of tensors on a device that is not the CPU: 256 numbers a tensor, and one copy to the host for all.</summary>
internal static class DeviceExponents
{
    private const int Bias = 127;

    /// <summary>Adds each tensor's counts to the bins of its row.</summary>
    /// <param name="tensors">Tensors with the row that each belongs to.</param>
    /// <param name="rows">Rows of <see cref="ExponentHistogram.BinCount"/> bins.</param>
    public static void Count(IReadOnlyList<(int Row, Tensor Tensor)> tensors, long[][] rows)
    {
        if (tensors.Count == 0)
            return;

        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var device = tensors[0].Tensor.device;
        var counts = stack([.. tensors.Select(entry => Counts(entry.Tensor).to(device))]).cpu();
        var values = MemoryMarshal.Cast<byte, long>(counts.bytes);
        for (var i = 0; i < tensors.Count; i++)
            for (var bin = 0; bin < ExponentHistogram.BinCount; bin++)
                rows[tensors[i].Row][bin] += values[(i * ExponentHistogram.BinCount) + bin];
    }

    private static Tensor Counts(Tensor tensor)
    {
        var dense = (tensor.is_sparse ? tensor.to_dense() : tensor).detach().flatten();
        var values = dense.dtype == ScalarType.Float64 ? dense : dense.to_type(ScalarType.Float32);

        // frexp's mantissa lies in [1/2, 1): its exponent is one above float32's.
        var exponents = values.frexp().Exponent.add(Bias - 1).clamp(0, ExponentHistogram.BinCount - 1);
        var bins = exponents.masked_fill(values.eq(0), 0).masked_fill(values.isfinite().logical_not(), ExponentHistogram.BinCount - 1);
        return bincount(bins.to_type(ScalarType.Int64), minlength: ExponentHistogram.BinCount);
    }
}
