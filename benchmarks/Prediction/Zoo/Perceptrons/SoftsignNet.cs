using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Perceptrons;

[Example("6 × Linear + Softsign, width grows", 64, 16)]
public class SoftsignNet : Module<Tensor, Tensor>
{
    private readonly ModuleList<Module<Tensor, Tensor>> _stages = new ModuleList<Module<Tensor, Tensor>>();

    public SoftsignNet() : base("softsign")
    {
        long width = 16;
        while (width < 512)
        {
            _stages.Add(Linear(width, width * 2));
            _stages.Add(Softsign());
            width *= 2;
        }

        _stages.Add(Linear(width, 5));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        for (int i = 0; i < _stages.Count; i++)
            x = _stages[i].call(x);
        return x;
    }
}
