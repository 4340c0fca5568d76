using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Graphs;

// Graph attention (Velickovic et al. 2018), every graph of the batch has the same 12 atoms.
public class GatLayer : Module<Tensor, Tensor>
{
    Linear W;
    Parameter a_src, a_dst;
    Tensor adj;
    int heads, dim;

    public GatLayer(int inDim, int dim, int heads, Tensor adj) : base("gat")
    {
        this.heads = heads;
        this.dim = dim;
        W = Linear(inDim, heads * dim, hasBias: false);
        a_src = Parameter(torch.empty(heads, dim));
        a_dst = Parameter(torch.empty(heads, dim));
        init.xavier_uniform_(W.weight, gain: 1.414);
        init.xavier_uniform_(a_src, gain: 1.414);
        init.xavier_uniform_(a_dst, gain: 1.414);
        this.adj = adj;
        register_buffer("adj", adj);
        RegisterComponents();
    }

    public override Tensor forward(Tensor h)
    {
        var B = h.size(0);
        var N = h.size(1);
        var Wh = W.call(h).view(B, N, heads, dim);
        var s = (Wh * a_src).sum(-1);               // B N H
        var d = (Wh * a_dst).sum(-1);
        var e = F.leaky_relu(s.unsqueeze(2) + d.unsqueeze(1), 0.2);   // B N N H
        e = e.masked_fill(adj.unsqueeze(-1) == 0, -9e15);
        var attention = F.softmax(e, dim: 2);
        var h_prime = torch.einsum("bijh,bjhd->bihd", attention, Wh);
        return h_prime.reshape(B, N, heads * dim);
    }
}

[Example("GAT with the adjacency of a molecule ring in a buffer, mean readout", 32, 12, 16, Objective = Objective.Regression, IsSeen = true)]
public class SolventGat : Module<Tensor, Tensor>
{
    GatLayer layer1, layer2;
    Linear readout;

    public SolventGat() : base("solvent")
    {
        var adj = torch.eye(12);
        for (int i = 0; i < 12; i++)
        {
            adj[i, (i + 1) % 12] = 1;
            adj[(i + 1) % 12, i] = 1;
        }

        layer1 = new GatLayer(16, 8, 4, adj);
        layer2 = new GatLayer(32, 16, 2, adj.clone());
        readout = Linear(32, 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor atoms)
    {
        var h = F.elu(layer1.call(atoms), 1.0);
        h = F.elu(layer2.call(h), 1.0);
        return readout.call(h.mean(new long[] { 1 }));
    }
}
