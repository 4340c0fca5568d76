using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GradGuard.Prediction.Zoo.Stacks;

/// <summary>Sick: the beginner's randn weights.</summary>
[Example("ReLU layers with raw randn weights", 32, 10, Objective = Objective.Regression)]
internal sealed class RandnMlp : nn.Module<Tensor, Tensor>
{
    private readonly ParameterList weights = new();
    private readonly ParameterList biases = new();

    public RandnMlp() : base("randn")
    {
        var sizes = new long[] { 10, 64, 64, 64, 64, 1 };
        for (int i = 1; i < sizes.Length; i++)
        {
            weights.Add(nn.Parameter(randn(sizes[i - 1], sizes[i])));
            biases.Add(nn.Parameter(zeros(sizes[i])));
        }

        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        for (int i = 0; i < weights.Count - 1; i++)
            x = (mm(x, weights[i]) + biases[i]).clamp_min(0);
        return mm(x, weights[^1]) + biases[^1];
    }
}
