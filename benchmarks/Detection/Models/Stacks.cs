using GradGuard.Detection.Problems;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Detection.Models;

/// <summary>Networks that are plain chains of layers. Weight layers are named fc0, fc1, … or conv0, conv1, …, and head.</summary>
internal static class Stacks
{
    /// <summary><paramref name="depth"/> hidden layers and a head.</summary>
    public static Module<Tensor, Tensor> Perceptron(
        int depth, int width, Func<Module<Tensor, Tensor>> activation, int inputs = 2, int outputs = 2,
        Func<Module<Tensor, Tensor>>? before = null, Func<Module<Tensor, Tensor>>? after = null, Module<Tensor, Tensor>? last = null)
    {
        var layers = new List<(string, Module<Tensor, Tensor>)>();
        for (var i = 0; i < depth; i++)
        {
            layers.Add(($"fc{i}", Linear(i == 0 ? inputs : width, width)));
            if (before is not null)
                layers.Add(($"norm{i}", before()));

            layers.Add(($"act{i}", activation()));
            if (after is not null)
                layers.Add(($"drop{i}", after()));
        }

        layers.Add(("head", Linear(width, outputs)));
        if (last is not null)
            layers.Add(("last", last));

        return Sequential(layers);
    }

    /// <summary>Convolutions of 3 by 3, halved in size after every second, over pictures of <see cref="Images"/>.</summary>
    public static Module<Tensor, Tensor> Convolutions(int depth, int channels, Func<Module<Tensor, Tensor>> activation, bool isNormalized = false)
    {
        var layers = new List<(string, Module<Tensor, Tensor>)>();
        var size = Images.Size;
        for (var i = 0; i < depth; i++)
        {
            layers.Add(($"conv{i}", Conv2d(i == 0 ? 1 : channels, channels, 3, padding: 1, bias: !isNormalized)));
            if (isNormalized)
                layers.Add(($"norm{i}", BatchNorm2d(channels)));

            layers.Add(($"act{i}", activation()));
            if (i % 2 == 0 || size < 6)
                continue;

            layers.Add(($"pool{i}", MaxPool2d(2)));
            size /= 2;
        }

        layers.Add(("flat", Flatten()));
        layers.Add(("head", Linear(channels * size * size, 4)));
        return Sequential(layers);
    }

    /// <summary>16 numbers through 3 and back.</summary>
    public static Module<Tensor, Tensor> Autoencoder(Func<Module<Tensor, Tensor>> activation) => Sequential(
        ("fc0", Linear(16, 12)), ("act0", activation()), ("fc1", Linear(12, 3)), ("fc2", Linear(3, 12)), ("act2", activation()), ("head", Linear(12, 16)));

    /// <summary>A picture through half its size and back.</summary>
    public static Module<Tensor, Tensor> PictureAutoencoder() => Sequential(
        ("conv0", Conv2d(1, 8, 3, stride: 2, padding: 1)), ("act0", ReLU()), ("conv1", Conv2d(8, 8, 3, padding: 1)), ("act1", ReLU()),
        ("head", ConvTranspose2d(8, 1, 4, stride: 2, padding: 1)));
}
