using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Perceptrons;

[Example("5 × Linear + Sigmoid to one probability, binary cross-entropy", 64, 8, Objective = Objective.Probability)]
public class SigmoidAutotune : Module<Tensor, Tensor>
{
    Linear i2h = Linear(8, 24);
    Linear h2h = Linear(24, 24);
    Linear h2g = Linear(24, 24);
    Linear g2g = Linear(24, 24);
    Linear g2o = Linear(24, 1);

    public SigmoidAutotune() : base("probability") { RegisterComponents(); }

    public override Tensor forward(Tensor x)
    {
        x = sigmoid(i2h.call(x));
        x = sigmoid(h2h.call(x));
        x = sigmoid(h2g.call(x));
        x = sigmoid(g2g.call(x));
        return sigmoid(g2o.call(x));
    }
}
