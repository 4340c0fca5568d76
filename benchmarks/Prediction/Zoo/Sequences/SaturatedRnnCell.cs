using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace GradGuard.Prediction.Zoo.Sequences;

/// <summary>Sick: an RNN cell with weights so large that tanh saturates.</summary>
[Example("RNN cell, saturated", 32, Steps, 10)]
internal sealed class SaturatedRnnCell : TensorModule
{
    private const int Steps = 10;

    private readonly RNNCell cell = RNNCell(10, 48);
    private readonly Sequential head = Sequential(Linear(48, 24), Tanh(), Linear(24, 4));

    public SaturatedRnnCell() : base("saturated")
    {
        RegisterComponents();
        foreach (var p in cell.parameters())
            init.normal_(p, 0, 2);
    }

    public override Tensor forward(Tensor x)
    {
        var hx = zeros(new long[] { x.shape[0], 48 });
        for (int i = 0; i < Steps; i++)
            hx = cell.call(x.select(1, i), hx);
        return head.call(hx);
    }
}
