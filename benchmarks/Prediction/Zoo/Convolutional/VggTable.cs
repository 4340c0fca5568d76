using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Convolutional;

[Example("VGG whose widths stand in a table under names", 8, 3, 32, 32, IsSeen = true)]
public sealed class VggTable : Module<Tensor, Tensor>
{
    private static readonly Dictionary<string, int[]> Presets = new() { ["tiny"] = [16, 0, 32, 0, 64, 0], ["small"] = [16, 16, 0, 32, 32, 0, 64, 64, 0] };
    private readonly Sequential features;
    private readonly Linear head;

    public VggTable(string name = "Small") : base("vgg")
    {
        var layers = new List<Module<Tensor, Tensor>>();
        long channels = 3;
        foreach (var width in Presets[name.ToLower()])
        {
            if (width == 0)
            {
                layers.Add(MaxPool2d(2, stride: 2));
                continue;
            }

            layers.Add(Conv2d(channels, width, 3, padding: 1));
            layers.Add(ReLU(inplace: true));
            channels = width;
        }

        features = Sequential(layers);
        head = Linear(64 * 16, 10);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var h = features.call(x);
        return head.call(h.view(h.size(0), -1));
    }
}
