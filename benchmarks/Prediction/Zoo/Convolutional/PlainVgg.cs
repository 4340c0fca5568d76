using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Convolutional;

[Example("VGG16 from its cfg string, no batch norm, default initialisation", 8, 3, 32, 32, IsSeen = true)]
public class PlainVgg : Module<Tensor, Tensor>
{
    private static readonly Dictionary<char, string> cfgs = new()
    {
        ['A'] = "8 M 16 M 32 32 M 64 64 M 64 64 M",
        ['D'] = "8 8 M 16 16 M 32 32 32 M 64 64 64 M 64 64 64 M",
    };

    private readonly Sequential features;
    private readonly Sequential classifier;

    public PlainVgg(char cfg = 'D') : base("vgg")
    {
        features = MakeLayers(cfgs[cfg].Split(' '));
        classifier = Sequential(Linear(64, 64), ReLU(true), Dropout(), Linear(64, 64), ReLU(true), Dropout(), Linear(64, 10));
        RegisterComponents();
    }

    private static Sequential MakeLayers(string[] cfg)
    {
        var layers = new List<Module<Tensor, Tensor>>();
        int inChannels = 3;
        foreach (var v in cfg)
        {
            if (v == "M")
                layers.Add(MaxPool2d(kernel_size: 2, stride: 2));
            else
            {
                int outChannels = int.Parse(v);
                layers.Add(Conv2d(inChannels, outChannels, 3, padding: 1));
                layers.Add(ReLU(inplace: true));
                inChannels = outChannels;
            }
        }
        return Sequential(layers);
    }

    public override Tensor forward(Tensor x) => classifier.call(features.call(x).flatten(1));
}
