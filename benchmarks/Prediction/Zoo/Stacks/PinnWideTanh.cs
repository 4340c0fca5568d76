using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Stacks;

[Example("physics-informed MLP: ten tanh layers from an array of widths, weights by hand from randn without a scale", 64, 2, Objective = Objective.Regression, IsSeen = true)]
public class PinnWideTanh : Module<Tensor, Tensor>
{
    private readonly ParameterList weights = new();
    private readonly ParameterList biases = new();
    private readonly double[] lb = [-3.0, -3.0], ub = [3.0, 3.0];

    public PinnWideTanh() : base("pinn")
    {
        int[] layers = [2, 40, 40, 40, 40, 40, 40, 40, 40, 40, 40, 1];
        for (int l = 0; l < layers.Length - 1; l++)
        {
            weights.Add(new Parameter(torch.randn(layers[l], layers[l + 1])));
            biases.Add(new Parameter(torch.zeros(1, layers[l + 1])));
        }

        RegisterComponents();
    }

    private Tensor Normalize(Tensor x)
    {
        var low = torch.tensor(lb).to(ScalarType.Float32);
        var high = torch.tensor(ub).to(ScalarType.Float32);
        return 2.0 * (x - low) / (high - low) - 1.0;
    }

    public override Tensor forward(Tensor x)
    {
        var h = Normalize(x);
        int n = weights.Count;
        for (int l = 0; l < n - 1; l++)
            h = torch.tanh(torch.add(torch.matmul(h, weights[l]), biases[l]));
        return torch.add(torch.matmul(h, weights[n - 1]), biases[n - 1]);
    }
}
