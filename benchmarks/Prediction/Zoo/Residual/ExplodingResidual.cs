using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Residual;

[Example("14 blocks x + W₂ relu(W₁ x), He initialisation on both: explodes", 64, 64)]
public class ExplodingResidual : Module<Tensor, Tensor>
{
    private readonly ModuleList<Module<Tensor, Tensor>> body = new();
    private readonly Linear head = Linear(64, 10);

    public ExplodingResidual() : base("explode")
    {
        for (int i = 0; i < 14; i++)
            body.Add(new Branch(64));
        RegisterComponents();
        apply(static m =>
        {
            if (m is Linear { weight: var w, bias: var b })
            {
                init.kaiming_normal_(w, nonlinearity: init.NonlinearityType.ReLU);
                init.zeros_(b!);
            }
        });
    }

    public override Tensor forward(Tensor x)
    {
        foreach (var block in body)
            x = x + block.call(x);
        return head.call(x);
    }

    private sealed class Branch : Module<Tensor, Tensor>
    {
        private readonly Linear a, b;

        public Branch(long n) : base("branch")
        {
            (a, b) = (Linear(n, n), Linear(n, n));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => b.call(functional.relu(a.call(x)));
    }
}
