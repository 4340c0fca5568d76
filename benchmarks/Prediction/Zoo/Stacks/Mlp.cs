using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GradGuard.Prediction.Zoo.Stacks;

internal static class Mlp
{
    public static nn.Module<Tensor, Tensor> Of(Activation kind) => kind switch
    {
        Activation.Sigmoid => nn.Sigmoid(),
        Activation.Tanh => nn.Tanh(),
        Activation.Relu => nn.ReLU(),
        Activation.Gelu => nn.GELU(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>Hidden layers of one width, then a head without activation.</summary>
    public static Sequential Create(int input, int width, int output, int hidden, Activation activation)
    {
        var net = nn.Sequential();
        for (var i = 0; i < hidden; i++)
            net.append($"fc{i + 1}", nn.Linear(i == 0 ? input : width, width)).append($"act{i + 1}", Of(activation));
        return net.append("head", nn.Linear(width, output));
    }

    public static TModule WithWeights<TModule>(this TModule module, Action<Tensor> draw)
        where TModule : nn.Module
    {
        foreach (var (name, parameter) in module.named_parameters())
            if (name.EndsWith(".weight", StringComparison.Ordinal))
                draw(parameter);
        return module;
    }

    /// <summary>Sick: twelve sigmoids.</summary>
    [Example("twelve sigmoid layers", 32, 20)]
    public static Sequential DeepSigmoidStack() => Create(20, 32, 4, 12, Activation.Sigmoid);

    /// <summary>Sick: nothing but the head learns, since the head is zero.</summary>
    [Example("head at zero", 32, 16)]
    public static nn.Module<Tensor, Tensor> ZeroHeadMlp()
    {
        var head = nn.Linear(48, 5);
        nn.init.zeros_(head.weight);
        nn.init.zeros_(head.bias!);
        return nn.Sequential(nn.Linear(16, 48), nn.GELU(), nn.Linear(48, 48), nn.GELU(), head);
    }
}
