using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Autoencoders;

[Example("Mean and log-variance heads, reparametrised sample", 64, 64, Objective = Objective.Regression)]
public class Variational : Module<Tensor, Tensor>
{
    private readonly Linear enter = Linear(64, 48), mean = Linear(48, 10), logVariance = Linear(48, 10), expand = Linear(10, 48), leave = Linear(48, 64);

    public Variational() : base("vae") => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        var h = enter.call(x).relu();
        var mu = mean.call(h);
        var std = (0.5 * logVariance.call(h)).exp();
        var z = mu + std * randn_like(std);
        return leave.call(expand.call(z).relu());
    }
}
