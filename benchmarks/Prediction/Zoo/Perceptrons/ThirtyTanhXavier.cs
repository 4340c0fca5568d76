using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Perceptrons;

[Example("30 × Linear(100) + Tanh, xavier_normal_ with tanh's gain", 64, 100)]
public class ThirtyTanhXavier : Module<Tensor, Tensor>
{
    private readonly ModuleList<Linear> hidden = new();
    private readonly Linear output;

    public ThirtyTanhXavier() : base("thirty")
    {
        for (int i = 0; i < 29; ++i)
        {
            var linear = Linear(100, 100);
            init.xavier_normal_(linear.weight, gain: 5.0 / 3);
            init.zeros_(linear.bias);
            hidden.Add(linear);
        }

        output = Linear(100, 10);
        init.xavier_normal_(output.weight);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        foreach (var layer in hidden)
        {
            x = layer.call(x);
            x = tanh(x);
        }

        return output.call(x);
    }
}
