using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Initializers;

[Example("PINN of softsign, ten deep, std 0.05", 128, 3, Objective = Objective.Regression, IsSeen = true)]
public class FaintPinn : Module<Tensor, Tensor>
{
    private readonly Sequential net;
    public FaintPinn() : base("faint")
    {
        IEnumerable<Module<Tensor, Tensor>> Layers()
        {
            yield return Linear(3, 32);
            for (int i = 0; i < 9; i++)
            {
                yield return Softsign();
                yield return Linear(32, 32);
            }
            yield return Softsign();
            yield return Linear(32, 1);
        }
        net = Sequential(Layers().ToArray());
        RegisterComponents();
        var sd = state_dict();
        using (no_grad())
            foreach (var key in sd.Keys.Where(k => k.EndsWith("weight")))
                sd[key].normal_(0, 0.05);
    }
    public override Tensor forward(Tensor x) => net.call(x);
}
