using static GradGuard.OfflineTorchSharp.Tests.Modules.Numerics.LayerCase;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.OfflineTorchSharp.Tests.Modules.Numerics;

/// <summary>The activations, under the names of Peer/layers.py.</summary>
internal static class ActivationCases
{
    public static readonly Dictionary<string, LayerCase> All = new()
    {
        ["ReLU"] = Activation(() => ReLU()),
        ["ReLU6"] = Activation(() => ReLU6()),
        ["LeakyReLU"] = Activation(() => LeakyReLU(0.2)),
        ["PReLU"] = Activation(() => PReLU(4)),
        ["RReLU"] = Activation(() => RReLU()),
        ["ELU"] = Activation(() => ELU(0.7)),
        ["SELU"] = Activation(() => SELU()),
        ["CELU"] = Activation(() => CELU(0.7)),
        ["Threshold"] = Activation(() => Threshold(0.1, -3)),
        ["GELU"] = Activation(() => GELU()),
        ["SiLU"] = Activation(() => SiLU()),
        ["Mish"] = Activation(() => Mish()),
        ["Hardswish"] = Activation(() => Hardswish()),
        ["Softplus"] = Activation(() => Softplus(2)),
        ["Sigmoid"] = Activation(() => Sigmoid()),
        ["Tanh"] = Activation(() => Tanh()),
        ["Hardsigmoid"] = Activation(() => Hardsigmoid()),
        ["Hardtanh"] = Activation(() => Hardtanh(-0.5, 0.8)),
        ["LogSigmoid"] = Activation(() => LogSigmoid()),
        ["Softsign"] = Activation(() => Softsign()),
        ["Tanhshrink"] = Activation(() => Tanhshrink()),
        ["Hardshrink"] = Activation(() => Hardshrink(0.3)),
        ["Softshrink"] = Activation(() => Softshrink(0.3)),
        ["Softmax"] = Activation(() => Softmax(1)),
        ["LogSoftmax"] = Activation(() => LogSoftmax(1)),
        ["Softmin"] = Activation(() => Softmin(0)),
        ["GLU"] = Activation(() => GLU(1)),
        ["Softmax2d"] = Of(() => Softmax2d(), Image),
    };

    private static LayerCase Activation<T>(Func<T> create)
        where T : Module<Tensor, Tensor>
        => Of(create, (layer, x) => [layer.call(x[0])], Formulas.Numbers(Flat) * 3);
}
