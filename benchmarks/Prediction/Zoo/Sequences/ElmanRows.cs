using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace GradGuard.Prediction.Zoo.Sequences;

/// <summary>An Elman net of two linear layers, orthogonal, on images row by row.</summary>
[Example("own Elman cell over rows", 32, 16, 16)]
internal sealed class ElmanRows : TensorModule
{
    private readonly Linear i2h, h2h, h2o;

    public ElmanRows(int hidden = 40) : base("elman")
    {
        i2h = Linear(16, hidden);
        h2h = Linear(hidden, hidden, false);
        h2o = Linear(hidden, 10);
        init.orthogonal_(h2h.weight);
        RegisterComponents();
    }

    private Tensor Step(Tensor x, Tensor? h) => (h is null ? i2h.call(x) : i2h.call(x) + h2h.call(h)).tanh();

    public override Tensor forward(Tensor image)
    {
        Tensor? h = null;
        foreach (var row in image.unbind(1))
            h = Step(row, h);
        return h2o.call(h!);
    }
}
