using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace GradGuard.Prediction.Zoo.Sequences;

/// <summary>Sick: a ReLU RNN whose recurrent matrix is far above one.</summary>
[Example("ReLU RNN, recurrent weights drawn large", 16, 25, 6, Objective = Objective.Regression)]
internal sealed class ExplodingReluRnn : TensorModule
{
    private readonly RNN core;
    private readonly Linear readout;

    public ExplodingReluRnn(int hidden = 32) : base("exploding")
    {
        core = RNN(6, hidden, nonLinearity: NonLinearities.ReLU, batchFirst: true);
        init.normal_(core.get_parameter("weight_hh_l0")!, 0.0, 0.4);
        readout = Linear(hidden, 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => readout.call(core.call(x).Item1.select(1, 24));
}
