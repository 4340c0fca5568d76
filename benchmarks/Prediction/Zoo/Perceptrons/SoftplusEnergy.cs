using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Perceptrons;

[Example("6 × Linear + Softplus", 64, 10)]
public class SoftplusEnergy : Module<Tensor, Tensor>
{
    private readonly Linear[] _hidden;
    private readonly ModuleList<Linear> _registered;
    private readonly Linear _energy = Linear(72, 4);
    private readonly Softplus _softplus = Softplus();

    public SoftplusEnergy() : base("energy")
    {
        _hidden = [Linear(10, 72), Linear(72, 72), Linear(72, 72), Linear(72, 72), Linear(72, 72)];
        _registered = ModuleList(_hidden);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        foreach (var layer in _hidden)
            input = _softplus.call(layer.call(input));
        return _energy.call(input);
    }
}
