using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GradGuard.Prediction.Zoo.Stacks;

/// <summary>Sick: a bias so low that hardly a unit ever fires.</summary>
[Example("dead ReLUs", 32, 30)]
internal sealed class DeadReluNet : nn.Module<Tensor, Tensor>
{
    private readonly Linear fc1 = nn.Linear(30, 64);
    private readonly Linear fc2 = nn.Linear(64, 64);
    private readonly Linear fc3 = nn.Linear(64, 8);

    public DeadReluNet() : base("dead")
    {
        nn.init.constant_(fc1.bias!, -1.5);
        nn.init.constant_(fc2.bias!, -0.1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var h = nn.functional.relu(fc1.call(x));
        h = nn.functional.relu(fc2.call(h));
        return fc3.call(h);
    }
}
