using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Temporal;

/// <summary>Gated layers whose skips are summed up.</summary>
[Example("WaveNet", 16, 1, 64, Objective = Objective.Regression)]
internal sealed class SmallWaveNet : Module<Tensor, Tensor>
{
    private sealed class GatedLayer : Module<Tensor, (Tensor residual, Tensor skip)>
    {
        private readonly Conv1d filter, gate, residual, skip;
        private readonly int pad;

        public GatedLayer(int ch, int skipCh, int dilation) : base("gated")
        {
            pad = dilation;
            filter = Conv1d(ch, ch, 2, dilation: dilation);
            gate = Conv1d(ch, ch, 2, dilation: dilation);
            residual = Conv1d(ch, ch, 1);
            skip = Conv1d(ch, skipCh, 1);
            RegisterComponents();
        }

        public override (Tensor residual, Tensor skip) forward(Tensor x)
        {
            var padded = F.pad(x, (pad, 0));
            var z = tanh(filter.call(padded)) * sigmoid(gate.call(padded));
            return (x + residual.call(z), skip.call(z));
        }
    }

    private readonly Conv1d input, post1, post2;
    private readonly ModuleList<GatedLayer> layers;

    public SmallWaveNet(int channels = 16, int skips = 24, int blocks = 6) : base("WaveNet")
    {
        input = Conv1d(1, channels, 1);
        layers = new ModuleList<GatedLayer>();
        for (var d = 0; d < blocks; d++)
            layers.append(new GatedLayer(channels, skips, (int)Math.Pow(2, d)));
        post1 = Conv1d(skips, skips, 1);
        post2 = Conv1d(skips, 1, 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor wave)
    {
        var x = input.call(wave);
        Tensor? total = null;
        foreach (var layer in layers)
        {
            (x, var s) = layer.call(x);
            total = total is null ? s : total + s;
        }

        return post2.call(F.relu(post1.call(F.relu(total!))));
    }
}
