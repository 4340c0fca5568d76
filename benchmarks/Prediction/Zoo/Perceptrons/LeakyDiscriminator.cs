using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Perceptrons;

[Example("Linear + LeakyReLU(0.2), one logit, logistic loss", 64, 64, Objective = Objective.YesOrNo)]
public class LeakyDiscriminator : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> main;

    public LeakyDiscriminator() : base("D")
    {
        main = Sequential(
            Linear(64, 256), LeakyReLU(0.2),
            Linear(256, 256), LeakyReLU(0.2),
            Linear(256, 128), LeakyReLU(0.2),
            Linear(128, 1));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => main.call(input);
}
