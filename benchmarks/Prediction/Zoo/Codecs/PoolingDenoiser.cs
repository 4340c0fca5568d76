using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GradGuard.Prediction.Zoo.Codecs;

/// <summary>Pools down and upsamples back.</summary>
[Example("denoiser with average pools and upsampling", 16, 3, 32, 32, Objective = Objective.Regression)]
internal sealed class PoolingDenoiser : nn.Module<Tensor, Tensor>
{
    public PoolingDenoiser() : base("denoiser")
    {
        Down = nn.Sequential(Stage(3, 24, nn.AvgPool2d(2)), Stage(24, 32, nn.AvgPool2d(2)), Stage(32, 48, nn.Identity()));
        Up = nn.Sequential(Stage(48, 32, Twice()), Stage(32, 24, Twice()), nn.Conv2d(24, 3, 5, padding: 2));
        RegisterComponents();
    }

    public Sequential Down { get; }

    public Sequential Up { get; }

    private static Sequential Stage(long i, long o, nn.Module<Tensor, Tensor> resize) =>
        nn.Sequential(nn.Conv2d(i, o, 3, padding: 1), nn.LeakyReLU(0.2), resize);

    private static Upsample Twice() => nn.Upsample(scale_factor: new double[] { 2, 2 }, mode: UpsampleMode.Nearest);

    public override Tensor forward(Tensor noisy) => noisy - Up.call(Down.call(noisy));
}
