using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Containers;

[Example("A settings record copied by 'with' and taken apart, init-only properties", 64, 14, IsSeen = true)]
public sealed class WithConfigNet : Module<Tensor, Tensor>
{
    private readonly ModuleList<Module<Tensor, Tensor>> layers = [];

    public WithConfigNet()
        : base("configured")
    {
        Settings = new Config(14, 4) with { Depth = 5, Slope = 0.1 };
        var (inputs, classes) = Settings;
        for (var i = 0; i < Settings.Depth; i++)
        {
            var isLast = i == Settings.Depth - 1;
            layers.Add(Linear(i == 0 ? inputs : Settings.Width, isLast ? classes : Settings.Width));
            if (!isLast)
                layers.Add(LeakyReLU(Settings.Slope));
        }

        RegisterComponents();
    }

    public Config Settings { get; }

    public override Tensor forward(Tensor x)
    {
        foreach (var layer in layers)
            x = layer.call(x);

        return x;
    }

    public sealed record Config(int Inputs, int Classes)
    {
        public int Width { get; init; } = 32;

        public int Depth { get; init; } = 2;

        public double Slope { get; init; } = 0.01;
    }
}
