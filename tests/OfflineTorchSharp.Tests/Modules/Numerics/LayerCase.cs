using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.OfflineTorchSharp.Tests.Modules.Numerics;

/// <summary>A layer, what it is given and what it gives.</summary>
internal sealed record LayerCase(Func<Module> Create, Func<Module, Tensor[], Tensor[]> Run, params Tensor[] Inputs)
{
    public static readonly long[] Flat = [3, 4];
    public static readonly long[] Line = [2, 4, 6];
    public static readonly long[] Image = [2, 4, 5, 6];
    public static readonly long[] Volume = [2, 4, 3, 4, 5];
    public static readonly long[] Steps = [5, 2, 4];

    /// <summary>A layer from one tensor to one tensor.</summary>
    public static LayerCase Of<T>(Func<T> create, params long[] shape)
        where T : Module<Tensor, Tensor>
        => new(create, (module, inputs) => [((T)module).call(inputs[0])], Formulas.Numbers(shape));

    public static LayerCase Of<T>(Func<T> create, Func<T, Tensor[], Tensor[]> run, params Tensor[] inputs)
        where T : Module
        => new(create, (module, given) => run((T)module, given), inputs);
}
