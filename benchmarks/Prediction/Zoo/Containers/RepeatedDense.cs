using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Containers;

public sealed class DenseBuilder
{
    private readonly List<Module<Tensor, Tensor>> _layers = new();
    private int _width;

    private DenseBuilder(int inputs) => _width = inputs;

    public static DenseBuilder FromInputs(int inputs) => new(inputs);

    public DenseBuilder Dense(int units, Func<Module<Tensor, Tensor>>? activation = null)
    {
        _layers.Add(Linear(_width, units));
        if (activation != null) _layers.Add(activation());
        _width = units;
        return this;
    }

    public DenseBuilder BatchNorm() { _layers.Add(BatchNorm1d(_width)); return this; }

    public DenseBuilder Repeat(int times, Action<DenseBuilder> what)
    {
        for (int i = 0; i < times; i++) what(this);
        return this;
    }

    public Sequential Build() => Sequential(_layers);
}

public static class RepeatedDense
{
    [Example("Builder that repeats what it is told: fifteen tanh layers with small weights", 64, 18, IsSeen = true)]
    public static Module FifteenSmallTanh()
    {
        var net = DenseBuilder.FromInputs(18).Repeat(15, b => b.Dense(40, Tanh)).Dense(3).Build();
        net.apply(m => { if (m is Linear l) init.normal_(l.weight, 0.0, 0.05); });
        return net;
    }
}
