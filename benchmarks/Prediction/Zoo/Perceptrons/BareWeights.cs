using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Perceptrons;

[Example("No layers: Parameters filled with scaled randn, multiplied by matmul", 64, 18)]
public class BareWeights : Module<Tensor, Tensor>
{
    private readonly Parameter hiddenWeight, hiddenBias, outputWeight, outputBias;

    public BareWeights() : base("bare")
    {
        hiddenWeight = new Parameter(torch.randn(18, 40) * 0.1);
        hiddenBias = new Parameter(torch.zeros(40));
        outputWeight = new Parameter(torch.randn(40, 3) / Math.Sqrt(40));
        outputBias = new Parameter(torch.zeros(3));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var hidden = (torch.matmul(x, hiddenWeight) + hiddenBias).tanh();
        return torch.matmul(hidden, outputWeight) + outputBias;
    }
}
