using System.Runtime.InteropServices;
using GradGuard.Reading;
using GradGuard.Statistics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GradGuard.Updates;

/// <summary>A parameter's value as it was: in native memory on the CPU, a tensor elsewhere. Holds for one step.</summary>
internal sealed unsafe class WeightCopy : IDisposable
{
    private void* _memory;
    private long _capacity;
    private Tensor? _tensor;
    private long _bytes;
    private ElementFormat _format;

    /// <summary>Copies the parameter's value.</summary>
    public void Take(Parameter parameter)
    {
        Drop();
        if (IsReadable(parameter, out _format))
        {
            var bytes = parameter.bytes;
            Reserve(bytes.Length);
            _bytes = bytes.Length;
            bytes.CopyTo(new Span<byte>(_memory, bytes.Length));
            return;
        }

        // Inside a scope of the training loop the copy would die with it.
        using var detached = parameter.detach();
        _tensor = detached.clone().DetachFromDisposeScope();
    }

    /// <summary>Σ(w − w₀)² and Σw² of the parameter as it is now, w, and as it was, w₀; null where it was replaced since.</summary>
    public (double OfUpdate, double OfWeight)? Compare(Parameter parameter)
    {
        if (_bytes > 0)
            return IsReadable(parameter, out var format) && format == _format && parameter.NumberOfElements * parameter.ElementSize == _bytes
                ? DifferenceKernel.SumsOfSquares(parameter.bytes, new ReadOnlySpan<byte>(_memory, (int)_bytes), _format)
                : null;

        if (_tensor is null || parameter.dtype != _tensor.dtype || parameter.device_type != _tensor.device_type)
            return null;

        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var wide = parameter.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        var now = parameter.detach().to_type(wide);
        var update = now.sub(_tensor.to_type(wide)).norm().ToDouble();
        var weight = now.norm().ToDouble();
        return (update * update, weight * weight);
    }

    /// <summary>Forgets the value but keeps its memory for the next one: where that is little, asking for it anew costs several times the copying.</summary>
    public void Drop()
    {
        _bytes = 0;
        _tensor?.Dispose();
        _tensor = null;
    }

    /// <summary>Forgets the value and gives its memory back.</summary>
    public void Dispose()
    {
        Drop();
        NativeMemory.Free(_memory);
        _memory = null;
        _capacity = 0;
    }

    private void Reserve(long bytes)
    {
        if (bytes <= _capacity)
            return;

        NativeMemory.Free(_memory);
        _memory = null;
        _capacity = 0;
        _memory = NativeMemory.Alloc((nuint)bytes);
        _capacity = bytes;
    }

    private static bool IsReadable(Parameter parameter, out ElementFormat format)
    {
        format = TensorFormats.FormatOf(parameter) ?? default;
        return parameter.device_type == DeviceType.CPU && TensorFormats.FormatOf(parameter) is { } known && DifferenceKernel.Supports(known)
            && parameter.NumberOfElements > 0 && TensorFormats.IsReadableInPlace(parameter);
    }
}
