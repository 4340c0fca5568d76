using System.Globalization;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Classics;

/// <summary>Layers from a string.</summary>
[Example("VGG with norms, from a string", 16, 3, 32, 32)]
internal sealed class StringVgg : Module<Tensor, Tensor>
{
    private readonly Sequential features;
    private readonly Sequential classifier;

    public StringVgg(string layout = "16,M,32,M,48,48,M,64,64,M") : base("vgg")
    {
        features = Parse(layout);
        classifier = Sequential(Linear(64 * 2 * 2, 64), ReLU(), Dropout(), Linear(64, 10));
        RegisterComponents();
    }

    private static Sequential Parse(string layout)
    {
        var layers = new List<Module<Tensor, Tensor>>();
        long channels = 3;
        foreach (var token in layout.Split(','))
        {
            if (token == "M")
            {
                layers.Add(MaxPool2d(kernel_size: 2, stride: 2));
                continue;
            }

            var next = long.Parse(token, CultureInfo.InvariantCulture);
            layers.Add(Conv2d(channels, next, kernel_size: 3, padding: 1));
            layers.Add(BatchNorm2d(next));
            layers.Add(ReLU());
            channels = next;
        }

        return Sequential(layers);
    }

    public override Tensor forward(Tensor x) => classifier.call(features.call(x).flatten(1));
}
