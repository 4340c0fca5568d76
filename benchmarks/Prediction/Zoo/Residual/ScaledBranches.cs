using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Residual;

[Example("16 blocks x + 0.1 · F(x), He initialisation", 64, 64)]
public class ScaledBranches : Module<Tensor, Tensor>
{
    private const float Alpha = 0.1f;
    private readonly List<Sequential> branches = new();
    private readonly Linear head = Linear(64, 10);

    public ScaledBranches() : base("scaled")
    {
        for (int i = 0; i < 16; i++)
        {
            var branch = Sequential(Linear(64, 128), ReLU(), Linear(128, 64));
            branches.Add(branch);
            add_module($"branch{i}", branch);
        }

        RegisterComponents();
        foreach (var (name, p) in named_parameters())
            if (name.StartsWith("branch") && p.dim() == 2)
                init.kaiming_normal_(p, nonlinearity: init.NonlinearityType.ReLU);
    }

    public override Tensor forward(Tensor x)
    {
        foreach (var branch in branches)
            x = x + Alpha * branch.call(x);
        return head.call(x);
    }
}
