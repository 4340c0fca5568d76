using System.Runtime.InteropServices;
using GradGuard.Statistics;
using TorchSharp;
using static TorchSharp.torch;

namespace GradGuard.Reading;

/// <summary>
/// Statistics of tensors on a device that is not the CPU: five scalars a tensor are computed there, all of them travel to the host
/// in one copy, and so the device is waited for once a step.
/// </summary>
internal sealed class DeviceReader
{
    private const int ScalarsPerTensor = 5;

    private readonly List<(int Index, Tensor Tensor)> _pending = [];

    /// <summary>Notes a tensor, to be measured by <see cref="Flush"/>; it stays the caller's.</summary>
    public void Add(int index, Tensor tensor) => _pending.Add((index, tensor));

    /// <summary>Measures all tensors noted and writes each result at its index.</summary>
    public void Flush(Span<TensorStatistics> results)
    {
        if (_pending.Count == 0)
            return;

        try
        {
            using var scope = NewDisposeScope();
            using var _ = no_grad();
            var device = _pending[0].Tensor.device;
            var type = device.type == DeviceType.MPS ? ScalarType.Float32 : ScalarType.Float64;
            var scalars = _pending.SelectMany(entry => Scalars(entry.Tensor, type)).Select(scalar => scalar.to(device)).ToList();
            var values = MemoryMarshal.Cast<byte, double>(stack(scalars).cpu().to_type(ScalarType.Float64).bytes);
            for (var i = 0; i < _pending.Count; i++)
                results[_pending[i].Index] = ToStatistics(_pending[i].Tensor.NumberOfElements, values.Slice(i * ScalarsPerTensor, ScalarsPerTensor));
        }
        finally
        {
            _pending.Clear();
        }
    }

    // Dividing by the largest magnitude first keeps the squares of float32 from overflowing or vanishing.
    private static Tensor[] Scalars(Tensor tensor, ScalarType type)
    {
        var dense = tensor.is_sparse ? tensor.to_dense() : tensor;
        var magnitudes = dense.abs().flatten();
        if (magnitudes.dtype != ScalarType.Float64)
            magnitudes = magnitudes.to_type(ScalarType.Float32);

        if (magnitudes.NumberOfElements == 0)
            return [.. Enumerable.Range(0, ScalarsPerTensor).Select(_ => zeros(1, type, tensor.device)[0])];

        var max = magnitudes.max();
        var scaledSumOfSquares = magnitudes.div(max).square().sum();
        return
        [
            max.to_type(type),
            scaledSumOfSquares.to_type(type),
            magnitudes.isfinite().logical_not().sum().to_type(type),
            magnitudes.eq(0f).sum().to_type(type),
            magnitudes.le(TensorStatistics.HalfUnderflow).sum().to_type(type),
        ];
    }

    private static TensorStatistics ToStatistics(long elementCount, ReadOnlySpan<double> scalars)
    {
        var (max, nonFinite, zeroCount) = (scalars[0], (long)scalars[2], (long)scalars[3]);
        var sumOfSquares = max == 0 || !double.IsFinite(max) ? max : max * max * scalars[1];
        return new TensorStatistics(elementCount, sumOfSquares, max, nonFinite, zeroCount, (long)scalars[4] - zeroCount);
    }
}
