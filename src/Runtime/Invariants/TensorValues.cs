using static TorchSharp.torch;

namespace GradGuard.Invariants;

/// <summary>Copies of small tensors, or of the beginning of large ones, on the host.</summary>
internal static class TensorValues
{
    /// <summary>The elements as floats, in order; null for sparse and empty tensors.</summary>
    public static float[]? Copy(Tensor? tensor)
    {
        if (tensor is null || tensor.IsInvalid || tensor.is_sparse || tensor.NumberOfElements == 0)
            return null;

        using var scope = NewDisposeScope();
        using var _ = no_grad();
        return tensor.detach().to_type(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
    }

    /// <summary>The first rows of a tensor of two axes or more, one after the other; null for sparse and empty ones.</summary>
    public static float[]? CopyRows(Tensor? tensor, long rows)
    {
        if (tensor is null || tensor.IsInvalid || tensor.is_sparse || tensor.NumberOfElements == 0)
            return null;

        using var scope = NewDisposeScope();
        using var _ = no_grad();
        return Copy(tensor.detach().narrow(0, 0, rows));
    }
}
