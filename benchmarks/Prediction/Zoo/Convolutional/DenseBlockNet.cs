using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Convolutional;

[Example("DenseNet: every layer normalises all that came before it", 8, 3, 10, 10, IsSeen = true)]
public sealed class DenseBlockNet : Module<Tensor, Tensor>
{
    private readonly ModuleList<Module<Tensor, Tensor>> layers = new();
    private readonly Module<Tensor, Tensor> transition;
    private readonly Linear classes;

    public DenseBlockNet(int growth = 8, int depth = 4)
        : base("dense")
    {
        var channels = 3;
        for (var i = 0; i < depth; i++, channels += growth)
            layers.Add(Sequential(BatchNorm2d(channels), ReLU(), Conv2d(channels, growth, 3, padding: 1, bias: false)));

        transition = Sequential(BatchNorm2d(channels), ReLU(), Conv2d(channels, channels / 2, 1), AvgPool2d(2));
        classes = Linear(channels / 2 * 25, 4);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var features = new List<Tensor> { x };
        foreach (var layer in layers)
            features.Add(layer.call(cat(features, 1)));

        return classes.call(transition.call(cat(features.ToArray(), 1)).flatten(1));
    }
}
