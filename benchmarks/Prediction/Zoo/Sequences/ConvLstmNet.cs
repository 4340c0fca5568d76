using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace GradGuard.Prediction.Zoo.Sequences;

/// <summary>Convolutions inside an LSTM.</summary>
[Example("convolutional LSTM", 8, 5, 2, 12, 12)]
internal sealed class ConvLstmNet : TensorModule
{
    private sealed class ConvLstmCell(int input, int hidden, int k = 3) : Module<Tensor, (Tensor h, Tensor c), (Tensor h, Tensor c)>("convlstm")
    {
        private readonly Conv2d gates = Conv2d(input + hidden, 4 * hidden, k, padding: k / 2);

        public override (Tensor h, Tensor c) forward(Tensor x, (Tensor h, Tensor c) s)
        {
            var g = gates.call(cat([x, s.h], 1)).split(hidden, 1);
            var (i, f, o, u) = (g[0].sigmoid(), g[1].sigmoid(), g[2].sigmoid(), g[3].tanh());
            var c = f * s.c + i * u;
            return (o * c.tanh(), c);
        }
    }

    private readonly ConvLstmCell cell = new(2, 8);
    private readonly Conv2d to_map = Conv2d(8, 1, 1);
    private readonly Linear fc = Linear(144, 4);

    public ConvLstmNet() : base(nameof(ConvLstmNet)) => RegisterComponents();

    public override Tensor forward(Tensor frames)
    {
        var n = frames.shape[0];
        var state = (h: zeros(n, 8, 12, 12), c: zeros(n, 8, 12, 12));
        for (var t = 0L; t < frames.shape[1]; t++)
            state = cell.call(frames.select(1, t), state);
        return fc.call(to_map.call(state.h).relu().flatten(1));
    }
}
