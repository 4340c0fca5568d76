using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Perceptrons;

[Example("20 × Linear(16) + ReLU, SelectMany over a range", 64, 16)]
public class DeepNarrowRelu : Module<Tensor, Tensor>
{
    private const int Depth = 20;
    private readonly Sequential _layers;
    private readonly Linear _head;

    public DeepNarrowRelu() : base(nameof(DeepNarrowRelu))
    {
        _layers = Sequential(Enumerable.Range(0, Depth - 1).SelectMany(_ => new Module<Tensor, Tensor>[] { Linear(16, 16), ReLU() }));
        _head = Linear(16, 3);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => _head.call(_layers.call(input));
}
