using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GradGuard.Prediction.Zoo.Stacks;

/// <summary>Sick: ten highway layers whose gates are all but shut, so that their transforms hardly learn.</summary>
[Example("highway layers, gates shut", 32, 28)]
internal sealed class ShutHighway : nn.Module<Tensor, Tensor>
{
    private sealed class HighwayLayer : nn.Module<Tensor, Tensor>
    {
        private readonly Linear transform;
        private readonly Linear gate;

        public HighwayLayer(int size, double gateBias) : base("highway")
        {
            transform = nn.Linear(size, size);
            gate = nn.Linear(size, size);
            gate.bias!.requires_grad_(false);
            gate.bias!.fill_(gateBias);
            gate.bias!.requires_grad_(true);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var t = sigmoid(gate.call(x));
            var h = nn.functional.relu(transform.call(x));
            return h * t + x * (1 - t);
        }
    }

    private readonly Linear enter;
    private readonly HighwayLayer[] layers;
    private readonly Linear leave;

    public ShutHighway(int depth = 10, int size = 32, double gate_bias = -6) : base(nameof(ShutHighway))
    {
        enter = nn.Linear(28, size);
        layers = new HighwayLayer[depth];
        for (var i = 0; i < depth; i++)
        {
            layers[i] = new HighwayLayer(size, gate_bias);
            add_module("layer" + (i + 1), layers[i]);
        }

        leave = nn.Linear(size, 10);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var h = enter.call(x);
        Array.ForEach(layers, layer => h = layer.call(h));
        return leave.call(h);
    }
}
