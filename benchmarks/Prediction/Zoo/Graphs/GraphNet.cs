using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Graphs;

[Example("Graph convolutions: a fixed matrix of neighbours times the features, mean over the nodes", 16, 12, 8, IsSeen = true)]
public sealed class GraphNet : Module<Tensor, Tensor>
{
    private readonly Linear first = Linear(8, 32, hasBias: false);
    private readonly Linear second = Linear(32, 32, hasBias: false);
    private readonly Linear readout = Linear(32, 3);
    private readonly Tensor neighbours;

    public GraphNet(int nodes = 12)
        : base("graph")
    {
        var ring = eye(nodes);
        for (var i = 0; i < nodes; i++)
        {
            ring[i, (i + 1) % nodes] = 1;
            ring[(i + 1) % nodes, i] = 1;
        }

        neighbours = ring / 3.0;
        register_buffer("neighbours", neighbours);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = functional.relu(matmul(neighbours, first.call(x)));
        x = functional.relu(matmul(neighbours, second.call(x)));
        return readout.call(x.mean([1]));
    }
}
