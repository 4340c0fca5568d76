using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace GradGuard.Reading;

/// <summary>Σ|x|^p over tensors on a device that is not the CPU, with one copy to the host.</summary>
internal static class DevicePowers
{
    public static double Sum(IReadOnlyList<Tensor> tensors, double p)
    {
        if (tensors.Count == 0)
            return 0;

        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var device = tensors[0].device;
        var wide = device.type == DeviceType.MPS ? ScalarType.Float32 : ScalarType.Float64;
        var sums = stack([.. tensors.Select(tensor => Sum(tensor, p, wide).to(device))]).cpu().to_type(ScalarType.Float64);
        double sum = 0;
        foreach (var part in MemoryMarshal.Cast<byte, double>(sums.bytes))
            sum += part;

        return sum;
    }

    private static Tensor Sum(Tensor tensor, double p, ScalarType wide)
    {
        var dense = (tensor.is_sparse ? tensor.to_dense() : tensor).detach();
        var magnitudes = (dense.dtype == ScalarType.Float64 ? dense : dense.to_type(ScalarType.Float32)).abs();
        return (p == 1 ? magnitudes : magnitudes.pow(p)).sum(wide);
    }
}
