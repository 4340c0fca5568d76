using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Gated;

[Example("hypernetwork: a conditioning half makes the weights of a two-layer network applied to the other half by bmm", 32, 24, Objective = Objective.Regression, IsSeen = true)]
public class HyperMlp : Module<Tensor, Tensor>
{
    private const int Condition = 8, Inputs = 16, Width = 12, Outputs = 2;

    private readonly Sequential trunk = Sequential(Linear(Condition, 64), LayerNorm(64), ReLU(), Linear(64, 64), ReLU());
    private readonly Linear head_w1 = Linear(64, Width * Inputs), head_b1 = Linear(64, Width);
    private readonly Linear head_w2 = Linear(64, Outputs * Width), head_b2 = Linear(64, Outputs);

    public HyperMlp() : base("hyper")
    {
        RegisterComponents();

        // Chang, Flokas & Lipson: fan-in initialisation of what is generated.
        foreach (var (head, fan) in new[] { (head_w1, Inputs), (head_w2, Width) })
        {
            var std = Math.Sqrt(2.0 / (64 * fan));
            init.normal_(head.weight, mean: 0, std: std);
            init.zeros_(head.bias);
        }

        init.zeros_(head_b1.weight);
        init.zeros_(head_b1.bias);
        init.zeros_(head_b2.weight);
        init.zeros_(head_b2.bias);
    }

    public override Tensor forward(Tensor input)
    {
        var parts = input.split([Condition, Inputs], dim: 1);
        var h = trunk.call(parts[0]);
        var w1 = head_w1.call(h).view(-1, Width, Inputs);
        var b1 = head_b1.call(h).unsqueeze(-1);
        var w2 = head_w2.call(h).view(-1, Outputs, Width);
        var b2 = head_b2.call(h).unsqueeze(-1);

        var x = parts[1].unsqueeze(-1);
        x = functional.relu(torch.bmm(w1, x) + b1);
        x = torch.bmm(w2, x) + b2;
        return x.squeeze(-1);
    }
}
