using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace GradGuard.Prediction.Zoo.Sequences;

/// <summary>Unrolls a GRU cell from one vector and returns the whole series.</summary>
[Example("GRU cell that unrolls a series", 32, 7, Objective = Objective.Regression)]
internal sealed class SeriesUnroller : TensorModule
{
    private readonly Linear start;
    private readonly GRUCell cell;
    private readonly Linear emit;

    public int Steps { get; init; } = 10;

    public SeriesUnroller() : base(nameof(SeriesUnroller))
    {
        start = Linear(7, 20);
        cell = GRUCell(1, 20);
        emit = Linear(20, 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var h = start.call(x).tanh();
        var y = zeros(x.shape[0], 1);
        var outputs = new List<Tensor>();
        for (var step = 0; step < Steps; step++)
        {
            h = cell.call(y, h);
            y = emit.call(h);
            outputs.Add(y);
        }

        return cat(outputs, dim: 1);
    }
}
