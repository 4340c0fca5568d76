using TorchSharp;
using TorchSharp.Modules;

namespace GradGuard.Prediction.Zoo.Perceptrons;

[Example("5 × Linear + ELU, one output, squared error", 64, 13, Objective = Objective.Regression)]
public class EluRegression : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly torch.nn.Module<torch.Tensor, torch.Tensor> layers;

    public EluRegression(int inputs = 13, int hidden = 50) : base("regression")
    {
        this.layers = torch.nn.Sequential(
            ("in", torch.nn.Linear(inputs, hidden)),
            ("elu1", torch.nn.ELU()),
            ("mid1", torch.nn.Linear(hidden, hidden)),
            ("elu2", torch.nn.ELU()),
            ("mid2", torch.nn.Linear(hidden, hidden)),
            ("elu3", torch.nn.ELU()),
            ("mid3", torch.nn.Linear(hidden, hidden)),
            ("elu4", torch.nn.ELU()),
            ("out", torch.nn.Linear(hidden, 1)));
        RegisterComponents();
    }

    public override torch.Tensor forward(torch.Tensor input) => this.layers.call(input);
}
