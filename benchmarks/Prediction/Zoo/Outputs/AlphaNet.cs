using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Outputs;

/// <summary>Connect-four brain.</summary>
[Example("AlphaZero: residual tower, policy and value heads, nested types, tanh value", 32, 3, 6, 7, Objective = Objective.Regression, IsSeen = true)]
public sealed partial class AlphaNet : Module<Tensor, (Tensor Policy, Tensor Value)>
{
    private const int Rows = 6, Columns = 7, Filters = 24;
    private const int TowerHeight = 4;

    private readonly Sequential _inputBlock = ConvBlock(3, Filters);
    private readonly Sequential _tower = Sequential();
    private readonly Sequential _policyConv = ConvBlock(Filters, 2, kernel: 1);
    private readonly Sequential _valueConv = ConvBlock(Filters, 1, kernel: 1);
    private readonly Linear _policyFc = Linear(2 * Rows * Columns, Columns);
    private readonly Linear _valueFc1 = Linear(Rows * Columns, 32);
    private readonly Linear _valueFc2 = Linear(32, 1);

    public AlphaNet() : base(nameof(AlphaNet))
    {
        BuildTower();
        RegisterComponents();
    }

    public override (Tensor Policy, Tensor Value) forward(Tensor board)
    {
        var s = _tower.call(_inputBlock.call(board));
        var policy = _policyFc.call(_policyConv.call(s).flatten(1));
        var v = _valueFc1.call(_valueConv.call(s).flatten(1)).relu();
        var value = _valueFc2.call(v).tanh();
        return (policy, value);
    }
}

public sealed partial class AlphaNet
{
    private void BuildTower()
    {
        for (var i = 0; i < TowerHeight; i++)
            _tower.append($"res{i}", new ResBlock());
    }

    private static Sequential ConvBlock(long from, long to, long kernel = 3)
        => Sequential(Conv2d(from, to, kernel, padding: kernel / 2, bias: false), BatchNorm2d(to), ReLU());

    private sealed class ResBlock : Module<Tensor, Tensor>
    {
        private readonly Sequential _a = ConvBlock(Filters, Filters);
        private readonly Conv2d _conv = Conv2d(Filters, Filters, 3, padding: 1, bias: false);
        private readonly BatchNorm2d _bn = BatchNorm2d(Filters);

        internal ResBlock() : base(nameof(ResBlock)) => RegisterComponents();

        public override Tensor forward(Tensor x) => (_bn.call(_conv.call(_a.call(x))) + x).relu();
    }
}
