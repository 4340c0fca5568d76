using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Shared;

[Example("One Linear applied five times", 64, 40)]
public class RepeatedBlock : Module<Tensor, Tensor>
{
    private readonly Linear enter = Linear(40, 60), shared = Linear(60, 60), leave = Linear(60, 6);

    public RepeatedBlock() : base("repeat") => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        x = enter.call(x).tanh();
        for (int step = 0; step < 5; step++)
            x = shared.call(x).tanh();
        return leave.call(x);
    }
}
