using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GradGuard.Prediction.Zoo.Perceptrons;

[Example("5 × Linear + PReLU", 64, 40)]
public class PReluNet : nn.Module<Tensor, Tensor>
{
    private readonly Sequential seq;

    public PReluNet() : base("prelu")
    {
        seq = nn.Sequential(
            nn.Linear(40, 100), nn.PReLU(1),
            nn.Linear(100, 100), nn.PReLU(100),
            nn.Linear(100, 100), nn.PReLU(1, 0.1),
            nn.Linear(100, 100), nn.PReLU(1),
            nn.Linear(100, 12));
        RegisterComponents();
    }

    public override Tensor forward(Tensor t) => seq.call(t);
}
