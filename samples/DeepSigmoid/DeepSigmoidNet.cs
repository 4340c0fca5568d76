using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Samples;

/// <summary>Twelve sigmoid layers in a row, as one would write them without a second thought: the gradient dies on the way back.</summary>
internal sealed class DeepSigmoidNet : Module<Tensor, Tensor>
{
    private const int Depth = 12;
    private const int Width = 32;

    private readonly Sequential hidden;
    private readonly Linear head;

    public DeepSigmoidNet()
        : base(nameof(DeepSigmoidNet))
    {
        var layers = new List<Module<Tensor, Tensor>>();
        for (var i = 0; i < Depth; i++)
        {
            layers.Add(Linear(i == 0 ? 2 : Width, Width));
            layers.Add(Sigmoid());
        }

        hidden = Sequential(layers);
        head = Linear(Width, 2);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var features = hidden.call(input);
        return head.call(features);
    }
}
