using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Graphs;

/// <summary>H' = σ(D^-1/2 (A + I) D^-1/2 H W + b), eight times, on the map of a metro of three lines.</summary>
[Example("GCN of eight sigmoid layers, normalised adjacency as a buffer from an edge list", 16, 15, 6, Objective = Objective.Regression, IsSeen = true)]
public sealed class MetroCrowdGcn : Module<Tensor, Tensor>
{
    private const int Stations = 15, Layers = 8, Width = 32;

    private static readonly (int From, int To)[] Edges =
    [
        (0, 1), (1, 2), (2, 3), (3, 4), (4, 5),
        (6, 7), (7, 2), (2, 8), (8, 9),
        (10, 11), (11, 3), (3, 12), (12, 13), (13, 14), (14, 9),
    ];

    private readonly Tensor A;
    private readonly ParameterList W = new();
    private readonly ParameterList b = new();
    private readonly Parameter v;

    public MetroCrowdGcn() : base("metro")
    {
        A = NormalisedAdjacency();
        register_buffer("A", A);
        for (int l = 0; l < Layers; l++)
        {
            var w = empty(l == 0 ? 6 : Width, Width);
            init.xavier_normal_(w);
            W.Add(Parameter(w));
            b.Add(Parameter(zeros(Width)));
        }

        v = Parameter(randn(Width, 1) / Math.Sqrt(Width));
        RegisterComponents();
    }

    private static Tensor NormalisedAdjacency()
    {
        var a = new double[Stations, Stations];
        for (int i = 0; i < Stations; i++) a[i, i] = 1;
        foreach (var (from, to) in Edges) a[from, to] = a[to, from] = 1;
        var degree = new double[Stations];
        for (int i = 0; i < Stations; i++)
            for (int j = 0; j < Stations; j++)
                degree[i] += a[i, j];
        var normalised = new float[Stations * Stations];
        for (int i = 0; i < Stations; i++)
            for (int j = 0; j < Stations; j++)
                normalised[i * Stations + j] = (float)(a[i, j] / Math.Sqrt(degree[i] * degree[j]));
        return tensor(normalised).reshape(Stations, Stations);
    }

    public override Tensor forward(Tensor H)
    {
        for (int l = 0; l < Layers; l++)
            H = sigmoid(A.matmul(H).matmul(W[l]) + b[l]);
        return H.matmul(v).squeeze(-1);
    }
}
