using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace GradGuard.Reading;

/// <summary>The value of a scalar loss; on the CPU without a copy.</summary>
internal static class LossReader
{
    public static double Read(Tensor loss)
    {
        if (loss.device_type == DeviceType.CPU && loss.NumberOfElements == 1)
        {
            if (loss.dtype == ScalarType.Float32)
                return MemoryMarshal.Read<float>(loss.bytes);

            if (loss.dtype == ScalarType.Float64)
                return MemoryMarshal.Read<double>(loss.bytes);
        }

        using var value = loss.detach().mean().to_type(ScalarType.Float64).cpu();
        return value.ToDouble();
    }
}
