using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Backbones;

/// <summary>Sick: residuals without norms, drawn large, so the sum doubles again and again.</summary>
[Example("residuals without norms, drawn large", 16, 3, 16, 16)]
internal sealed class RunawayResiduals : Module<Tensor, Tensor>
{
    private readonly Conv2d stem;
    private readonly ModuleList<Conv2d> convs = new();
    private readonly Linear fc;

    public RunawayResiduals(int depth = 8, int width = 16, double std = 0.25) : base(nameof(RunawayResiduals))
    {
        stem = Conv2d(3, width, 3, padding: 1);
        while (convs.Count < depth)
            convs.Add(Conv2d(width, width, 3, padding: 1));
        fc = Linear(width, 10);
        foreach (var c in convs)
        {
            init.normal_(c.weight, std: std);
            init.zeros_(c.bias!);
        }

        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = relu(stem.call(x));
        foreach (var conv in convs)
            x = x + relu(conv.call(x));
        return fc.call(x.mean([2, 3]));
    }
}
