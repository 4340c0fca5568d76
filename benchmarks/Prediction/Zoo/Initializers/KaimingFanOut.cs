using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GradGuard.Prediction.Zoo.Initializers;

[Example("Linear + ReLU of unequal widths, kaiming_uniform_ by fan-out", 64, 50)]
public class KaimingFanOut : nn.Module<Tensor, Tensor>
{
    private readonly Sequential stack;

    public KaimingFanOut() : base("fanout")
    {
        stack = nn.Sequential(
            Init(nn.Linear(50, 200)), nn.ReLU(),
            Init(nn.Linear(200, 100)), nn.ReLU(),
            Init(nn.Linear(100, 300)), nn.ReLU(),
            Init(nn.Linear(300, 30)), nn.ReLU(),
            Init(nn.Linear(30, 10)));
        RegisterComponents();
    }

    private static Linear Init(Linear layer)
    {
        nn.init.kaiming_uniform_(layer.weight, mode: nn.init.FanInOut.FanOut, nonlinearity: nn.init.NonlinearityType.ReLU);
        nn.init.zeros_(layer.bias);
        return layer;
    }

    public override Tensor forward(Tensor input) => stack.call(input);
}
