using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Recurrent;

/// <summary>What of the input is left shrinks from layer to layer, and no bias makes up for it.</summary>
[Example("Three RNN layers drawn faintly, biases at zero, mean over the steps", 32, 18, 14)]
public class FaintRnn : Module<Tensor, Tensor>
{
    private readonly RNN layers;
    private readonly Linear answer;

    public FaintRnn(int width = 36, double spread = 0.06) : base("faint")
    {
        layers = RNN(14, width, numLayers: 3, batchFirst: true);
        answer = Linear(width, 6);
        foreach (var parameter in layers.parameters())
            _ = parameter.dim() > 1 ? init.normal_(parameter, 0, spread) : init.zeros_(parameter);

        RegisterComponents();
    }

    public override Tensor forward(Tensor sequence) => answer.call(layers.call(sequence).Item1.mean([1]));
}
