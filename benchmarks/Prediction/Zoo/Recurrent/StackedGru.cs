using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Recurrent;

[Example("Two-layer GRU over sequence-first data, last step", 16, 64, 12)]
public class StackedGru : Module<Tensor, Tensor>
{
    private readonly GRU gru = GRU(12, 48, numLayers: 2);
    private readonly Linear fc = Linear(48, 6);

    public StackedGru() : base("gru") => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        var (outputs, _) = gru.call(x);
        return fc.call(outputs[-1]);
    }
}
