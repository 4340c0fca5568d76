using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>The parameters that layers start with, drawn in PyTorch's order so that a seed gives the same numbers.</summary>
internal static class DefaultInitialization
{
    internal static Parameter Uninitialized(long[] shape, Device? device, ScalarType? dtype) => new(torch.empty(shape, dtype: dtype, device: device));

    internal static Parameter Constant(double value, long[] shape, Device? device, ScalarType? dtype)
        => (Parameter)init.constant_(Uninitialized(shape, device, dtype), value);

    internal static Parameter Normal(long[] shape, Device? device, ScalarType? dtype)
        => (Parameter)init.normal_(Uninitialized(shape, device, dtype));

    internal static Parameter Uniform(double bound, long[] shape, Device? device, ScalarType? dtype)
        => (Parameter)init.uniform_(Uninitialized(shape, device, dtype), -bound, bound);

    internal static Parameter XavierUniform(long[] shape, Device? device = null, ScalarType? dtype = null)
        => (Parameter)init.xavier_uniform_(Uninitialized(shape, device, dtype));

    /// <summary>Uniform in ±1/√fan_in, the weight of linear layers and convolutions.</summary>
    internal static Parameter Weight(long[] shape, Device? device, ScalarType? dtype)
    {
        var weight = Uninitialized(shape, device, dtype);
        ResetWeight(weight);
        return weight;
    }

    /// <summary>Uniform in ±1/√fan_in of the weight beside it.</summary>
    internal static Parameter Bias(Parameter weight, long size, Device? device, ScalarType? dtype)
    {
        var bias = Uninitialized([size], device, dtype);
        ResetBias(bias, weight);
        return bias;
    }

    internal static void ResetWeight(Parameter weight) => init.kaiming_uniform_(weight, a: Math.Sqrt(5));

    internal static void ResetBias(Parameter bias, Parameter weight)
    {
        var (fanIn, _) = init.CalculateFanInAndFanOut(weight);
        var bound = fanIn > 0 ? 1 / Math.Sqrt(fanIn) : 0;
        init.uniform_(bias, -bound, bound);
    }
}
