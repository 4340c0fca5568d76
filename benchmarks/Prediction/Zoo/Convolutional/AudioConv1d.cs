using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Convolutional;

[Example("4 × Conv1d + GELU with GroupNorm, MaxPool1d", 64, 8, 128)]
public class AudioConv1d : Module<Tensor, Tensor>
{
    private readonly ModuleList<Module<Tensor, Tensor>> encoder = new();
    private readonly Linear project;

    public AudioConv1d() : base("audio")
    {
        int channels = 8;
        for (int level = 0; level < 4; level++)
        {
            int next = channels * 2;
            encoder.Add(Sequential(
                ("conv", Conv1d(channels, next, kernel_size: 5, padding: 2)),
                ("norm", Norm(next)),
                ("act", GELU()),
                ("pool", MaxPool1d(2))));
            channels = next;
        }

        project = Linear(channels * 8, 12);
        RegisterComponents();
    }

    public override Tensor forward(Tensor signal)
    {
        var x = signal;
        foreach (var stage in encoder)
            x = stage.call(x);
        return project.call(x.flatten(start_dim: 1));
    }

    // TorchSharp up to 0.107 leaves both to what its memory held.
    private static GroupNorm Norm(int channels)
    {
        var norm = GroupNorm(4, channels);
        init.ones_(norm.weight);
        init.zeros_(norm.bias);
        return norm;
    }
}
