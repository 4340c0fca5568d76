using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Convolutional;

[Example("6 × Conv2d(3) + ReLU with MaxPool2d, loop over a plan", 64, 3, 32, 32)]
public class VggNet : Module<Tensor, Tensor>
{
    private readonly Sequential features;
    private readonly Linear classifier;

    public VggNet(int classes = 10) : base("vgg")
    {
        long[] plan = [16, 0, 32, 0, 48, 48, 0, 64, 64, 0];
        var modules = new List<(string, Module<Tensor, Tensor>)>();
        long channels = 3;
        for (var i = 0; i < plan.Length; i++)
        {
            if (plan[i] == 0)
            {
                modules.Add(($"MaxPool2d-{i}a", MaxPool2d(kernel_size: 2, stride: 2)));
            }
            else
            {
                modules.Add(($"conv{i}", Conv2d(channels, plan[i], kernel_size: 3, padding: 1)));
                modules.Add(($"relu{i}", ReLU(inplace: true)));
                channels = plan[i];
            }
        }

        features = Sequential(modules);
        classifier = Linear(channels * 2 * 2, classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var f = features.call(input);
        return classifier.call(f.view(f.shape[0], -1));
    }
}
