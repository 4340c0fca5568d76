using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Normalized;

[Example("Mixing over time and over features, layer norm over both", 16, 32, 8, Objective = Objective.Regression, IsSeen = true)]
public class SeriesMixer : Module<Tensor, Tensor>
{
    private class MixerLayer : Module<Tensor, Tensor>
    {
        private readonly LayerNorm n1, n2;
        private readonly Linear time, f1, f2;
        private readonly Dropout d = Dropout(0.1);

        public MixerLayer(int steps, int feats, int ff) : base("mix")
        {
            n1 = LayerNorm(new long[] { steps, feats });
            n2 = LayerNorm(new long[] { steps, feats });
            time = Linear(steps, steps);
            f1 = Linear(feats, ff);
            f2 = Linear(ff, feats);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var t = n1.call(x).transpose(1, 2);
            t = d.call(F.relu(time.call(t))).transpose(1, 2);
            x = x + t;
            var f = n2.call(x);
            f = d.call(F.relu(f1.call(f)));
            f = d.call(f2.call(f));
            return x + f;
        }
    }

    private readonly MixerLayer[] mixers;
    private readonly Linear temporal;

    public SeriesMixer(int steps = 32, int feats = 8, int horizon = 16, int depth = 4) : base("mixer")
    {
        mixers = Enumerable.Range(0, depth).Select(_ => new MixerLayer(steps, feats, 32)).ToArray();
        for (int i = 0; i < mixers.Length; i++) register_module("mixer_" + i, mixers[i]);
        temporal = Linear(steps, horizon);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        foreach (var m in mixers) x = m.call(x);
        return temporal.call(x.transpose(1, 2)).transpose(1, 2);
    }
}
