using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Normalized;

[Example("BatchNorm1d on the input and before the head only", 64, 30)]
public class InputNormalizer : Module<Tensor, Tensor>
{
    private readonly BatchNorm1d scaleInput = BatchNorm1d(30);
    private readonly Sequential body = Sequential(Linear(30, 90), Tanh(), Linear(90, 90), Tanh(), Linear(90, 90), Tanh());
    private readonly BatchNorm1d scaleFeatures = BatchNorm1d(90);
    private readonly Linear head = Linear(90, 7);

    public InputNormalizer() : base("input-norm") => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        x = scaleInput.call(x);
        x = body.call(x);
        x = scaleFeatures.call(x);
        return head.call(x);
    }
}
