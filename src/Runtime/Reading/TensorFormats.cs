using GradGuard.Statistics;
using static TorchSharp.torch;

namespace GradGuard.Reading;

/// <summary>Which tensors can be read where they lie.</summary>
internal static class TensorFormats
{
    /// <summary>The format of a tensor's elements; a complex number counts as two elements. Null for integers and the like.</summary>
    public static ElementFormat? FormatOf(Tensor tensor) => tensor.dtype switch
    {
        ScalarType.Float32 or ScalarType.ComplexFloat32 => ElementFormat.Float32,
        ScalarType.Float64 or ScalarType.ComplexFloat64 => ElementFormat.Float64,
        ScalarType.Float16 => ElementFormat.Float16,
        ScalarType.BFloat16 => ElementFormat.BFloat16,
        _ => null,
    };

    /// <summary>Whether <see cref="Tensor.bytes"/> shows all elements: a span holds no more than 2 GiB.</summary>
    public static bool IsReadableInPlace(Tensor tensor) =>
        !tensor.is_sparse && tensor.is_contiguous() && tensor.NumberOfElements * tensor.ElementSize <= int.MaxValue;
}
