using static TorchSharp.torch;

namespace GradGuard.OfflineTorchSharp.Tests.Tensors;

/// <summary>Reads the elements of a tensor for an assertion.</summary>
internal static class Elements
{
    public static double[] Of(Tensor tensor)
    {
        using var numbers = tensor.detach().to_type(ScalarType.Float64).contiguous();
        return numbers.data<double>().ToArray();
    }

    public static long[] Integers(Tensor tensor)
    {
        using var numbers = tensor.to_type(ScalarType.Int64).contiguous();
        return numbers.data<long>().ToArray();
    }

    public static bool[] Truths(Tensor tensor) => tensor.contiguous().data<bool>().ToArray();
}
