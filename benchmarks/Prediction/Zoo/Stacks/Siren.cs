using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GradGuard.Prediction.Zoo.Stacks;

/// <summary>Sines, drawn as the paper says.</summary>
[Example("SIREN", 64, 2, Objective = Objective.Regression)]
internal sealed class Siren : nn.Module<Tensor, Tensor>
{
    private sealed class SineLayer : nn.Module<Tensor, Tensor>
    {
        private readonly Linear linear;
        private readonly double omega_0;

        public SineLayer(long in_features, long out_features, bool is_first = false, double omega_0 = 30) : base("sine")
        {
            this.omega_0 = omega_0;
            linear = nn.Linear(in_features, out_features);
            using (no_grad())
            {
                var bound = is_first ? 1.0 / in_features : Math.Sqrt(6.0 / in_features) / omega_0;
                linear.weight.uniform_(-bound, bound);
            }

            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => sin(omega_0 * linear.call(input));
    }

    private readonly Sequential net;

    public Siren(int hidden_features = 48, int hidden_layers = 3, double omega = 30) : base("siren")
    {
        var list = new List<nn.Module<Tensor, Tensor>> { new SineLayer(2, hidden_features, is_first: true, omega) };
        for (int i = 0; i < hidden_layers; i++)
            list.Add(new SineLayer(hidden_features, hidden_features, omega_0: omega));
        var final_linear = nn.Linear(hidden_features, 3);
        using (no_grad())
        {
            var bound = Math.Sqrt(6.0 / hidden_features) / omega;
            final_linear.weight.uniform_(-bound, bound);
        }

        list.Add(final_linear);
        net = nn.Sequential(list);
        RegisterComponents();
    }

    public override Tensor forward(Tensor coords) => net.call(coords);
}
