using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.OfflineTorchSharp.Tests.Modules.Numerics;

/// <summary>The inputs and weights of Peer/layers.py and its brethren.</summary>
internal static class Formulas
{
    /// <summary>sin(phase + 0.37 i).</summary>
    public static Tensor Numbers(long[] shape, double phase = 1)
    {
        var count = shape.Aggregate(1L, (product, size) => product * size);
        var values = new float[count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)Math.Sin(phase + (0.37 * i));
        }

        return tensor(values).reshape(shape);
    }

    /// <summary>cos(0.31 i), the weights with which results are summed up.</summary>
    public static Tensor Projection(Tensor like)
    {
        var values = new float[like.numel()];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)Math.Cos(0.31f * i);
        }

        return tensor(values).reshape(like.shape);
    }

    /// <summary>Gives every parameter numbers that follow from its name.</summary>
    public static void Fill(Module module)
    {
        using var gradients = no_grad();
        foreach (var (name, parameter) in module.named_parameters())
        {
            using var numbers = Numbers(parameter.shape, name.Sum(letter => letter) % 17) * 0.5;
            parameter.copy_(numbers);
        }
    }
}
