using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Perceptrons;

[Example("12 × Linear + Sigmoid, loop into a list", 64, 20)]
public sealed class SigmoidTower : Module<Tensor, Tensor>
{
    private readonly Sequential net;

    public SigmoidTower(int depth = 12, int width = 64) : base(nameof(SigmoidTower))
    {
        var modules = new List<Module<Tensor, Tensor>> { Linear(20, width), Sigmoid() };
        for (var i = 1; i < depth - 1; i++)
        {
            modules.Add(Linear(width, width));
            modules.Add(Sigmoid());
        }

        modules.Add(Linear(width, 5));
        net = Sequential(modules);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => net.call(input);
}
