using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Classics;

/// <summary>Sick: sixteen plain convolutions with the default initialisation and no norms.</summary>
[Example("deep plain VGG, default initialisation", 8, 3, 32, 32)]
internal sealed class PlainVgg16 : Module<Tensor, Tensor>
{
    private readonly Sequential features = Sequential();
    private readonly Linear classifier;

    public PlainVgg16() : base(nameof(PlainVgg16))
    {
        object[] cfg = [12, 12, 'M', 16, 16, 'M', 24, 24, 24, 'M', 32, 32, 32, 'M', 32, 32, 32];
        var inChannels = 3;
        foreach (var entry in cfg)
        {
            if (entry is int outChannels)
            {
                features.append(Conv2d(inChannels, outChannels, 3, padding: 1)).append(ReLU());
                inChannels = outChannels;
            }
            else
            {
                features.append(MaxPool2d(2));
            }
        }

        classifier = Linear(32 * 2 * 2, 10);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = features.call(x);
        return classifier.call(x.view(x.size(0), -1));
    }
}
