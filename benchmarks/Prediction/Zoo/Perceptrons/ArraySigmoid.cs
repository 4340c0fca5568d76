using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Perceptrons;

[Example("Nine sigmoid layers in an array of a length that the caller gives", 64, 20, IsSeen = true)]
public sealed class ArraySigmoid : Module<Tensor, Tensor>
{
    private readonly Linear[] layers;
    private readonly ModuleList<Linear> registered;
    private readonly Linear head;

    public ArraySigmoid(int inputs = 20, int width = 32, int depth = 9) : base("array")
    {
        layers = new Linear[depth];
        layers[0] = Linear(inputs, width);
        for (int i = 1; i < depth; i++)
            layers[i] = Linear(width, width);
        registered = ModuleList(layers);
        head = Linear(width, 3);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        foreach (var layer in layers)
            x = layer.call(x).sigmoid_();
        return head.call(x);
    }
}
