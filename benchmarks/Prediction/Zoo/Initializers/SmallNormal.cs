using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Initializers;

[Example("6 × Linear + GELU, normal_(0.02) for every parameter of two axes", 64, 64)]
public class SmallNormal : Module<Tensor, Tensor>
{
    private readonly Sequential mlp;

    public SmallNormal(int width = 192) : base("small-normal")
    {
        mlp = Sequential(
            Linear(64, width), GELU(), Linear(width, width), GELU(), Linear(width, width), GELU(),
            Linear(width, width), GELU(), Linear(width, width), GELU(), Linear(width, 10));
        RegisterComponents();
        foreach (var (name, parameter) in named_parameters())
        {
            if (parameter.dim() > 1)
                init.normal_(parameter, mean: 0, std: 0.02);
            else
                init.zeros_(parameter);
        }
    }

    public override Tensor forward(Tensor x) => mlp.call(x);
}
