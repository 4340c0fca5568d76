using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Initializers;

[Example("8 × Linear + ReLU, weights drawn by normal_(√(2/n)) with n from the loop", 64, 64)]
public class HandMadeKaiming : Module<Tensor, Tensor>
{
    private readonly Sequential layers;

    public HandMadeKaiming() : base("hand-made")
    {
        int[] sizes = { 64, 96, 128, 96, 64, 48, 32, 24, 10 };
        var list = new List<Module<Tensor, Tensor>>();
        for (int i = 0; i + 1 < sizes.Length; i++)
        {
            var fc = Linear(sizes[i], sizes[i + 1]);
            fc.weight.requires_grad_(false).normal_(0, Math.Sqrt(2.0 / sizes[i]));
            fc.weight.requires_grad_(true);
            list.Add(fc);
            if (i + 2 < sizes.Length)
                list.Add(ReLU());
        }

        layers = Sequential(list);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => layers.call(x);
}
