using TorchSharp;
using TorchSharp.Modules;

namespace GradGuard.Prediction.Zoo.Initializers;

[Example("5 × Linear + GELU, trunc_normal_(0.05) by a static initialiser class", 64, 96)]
public class TruncatedNormal : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly Linear w0, w1, w2, w3, w4;

    public TruncatedNormal() : base("trunc")
    {
        w0 = Weights.Linear(96, 160);
        w1 = Weights.Linear(160, 160);
        w2 = Weights.Linear(160, 160);
        w3 = Weights.Linear(160, 160);
        w4 = Weights.Linear(160, 16);
        RegisterComponents();
    }

    public override torch.Tensor forward(torch.Tensor x)
    {
        x = torch.nn.functional.gelu(w0.call(x));
        x = torch.nn.functional.gelu(w1.call(x));
        x = torch.nn.functional.gelu(w2.call(x));
        x = torch.nn.functional.gelu(w3.call(x));
        return w4.call(x);
    }

    private static class Weights
    {
        public static Linear Linear(long inputs, long outputs)
        {
            var layer = torch.nn.Linear(inputs, outputs);
            torch.nn.init.trunc_normal_(layer.weight, std: 0.05);
            torch.nn.init.zeros_(layer.bias);
            return layer;
        }
    }
}
