using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Attention;

[Example("Gated attention pooling over instances (MIL): tanh times sigmoid, softmax over the bag", 16, 20, 32, IsSeen = true)]
public class MilAttention : Module<Tensor, Tensor>
{
    private readonly Sequential features = Sequential(Linear(32, 48), ReLU(), Linear(48, 48), ReLU());
    private readonly Linear V = Linear(48, 24), U = Linear(48, 24), w = Linear(24, 1);
    private readonly Linear classifier = Linear(48, 4);

    public MilAttention() : base("mil") { RegisterComponents(); }

    public override Tensor forward(Tensor bag)
    {
        var h = features.call(bag);
        var a = w.call(tanh(V.call(h)).mul(sigmoid(U.call(h))));
        a = a.transpose(2, 1).softmax(dim: 2);
        var z = matmul(a, h).squeeze(1);
        return classifier.call(z);
    }
}
