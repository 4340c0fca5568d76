using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Graphs;

// Node classification of a co-author graph. The rows of the batch are the nodes.
[Example("six graph convolutions with sigmoids, normalised adjacency as a buffer, glorot weights as parameters", 32, 20)]
public class GcnStack : Module<Tensor, Tensor>
{
    private class GraphConvolution : Module<Tensor, Tensor, Tensor>
    {
        private readonly Parameter weight;
        private readonly Parameter bias;

        public GraphConvolution(int inFeatures, int outFeatures) : base("gc")
        {
            weight = Parameter(zeros(inFeatures, outFeatures));
            bias = Parameter(zeros(outFeatures));
            RegisterComponents();
            ResetParameters(inFeatures, outFeatures);
        }

        private void ResetParameters(int fanIn, int fanOut)
        {
            var limit = Math.Sqrt(6.0 / (fanIn + fanOut));
            init.uniform_(weight, -limit, limit);
        }

        public override Tensor forward(Tensor x, Tensor adj)
        {
            var support = mm(x, weight);
            return mm(adj, support) + bias;
        }
    }

    private readonly Tensor adjacency;
    private readonly ModuleList<GraphConvolution> convolutions = new();
    private readonly GraphConvolution output;

    public GcnStack(int nodes = 32, int features = 20, int hidden = 32, int classes = 4, int depth = 5) : base("gcn")
    {
        adjacency = Normalise(SmallWorld(nodes));
        register_buffer("adjacency", adjacency);
        for (var i = 0; i < depth; i++)
            convolutions.Add(new GraphConvolution(i == 0 ? features : hidden, hidden));
        output = new GraphConvolution(hidden, classes);
        RegisterComponents();
    }

    private static float[,] SmallWorld(int nodes)
    {
        var a = new float[nodes, nodes];
        for (var i = 0; i < nodes; i++)
        {
            a[i, i] = 1;
            foreach (var step in new[] { 1, 2, 7 })
            {
                var j = (i + step) % nodes;
                a[i, j] = 1;
                a[j, i] = 1;
            }
        }

        return a;
    }

    private static Tensor Normalise(float[,] a)
    {
        var dense = tensor(a);
        var d = dense.sum(1).pow(-0.5);
        return d.unsqueeze(1) * dense * d.unsqueeze(0);
    }

    public override Tensor forward(Tensor x)
    {
        foreach (var convolution in convolutions)
            x = sigmoid(convolution.call(x, adjacency));
        return output.call(x, adjacency);
    }
}
