using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Containers;

/// <summary>Adds layers one call after another and keeps count of the features.</summary>
public sealed class NetBuilder
{
    private readonly List<Module<Tensor, Tensor>> _layers = [];
    private long _features;

    private NetBuilder(long features) => _features = features;

    public static NetBuilder From(long features) => new(features);

    public NetBuilder Dense(long features)
    {
        _layers.Add(Linear(_features, features));
        _features = features;
        return this;
    }

    public NetBuilder Activate(Func<Module<Tensor, Tensor>> make)
    {
        _layers.Add(make());
        return this;
    }

    public NetBuilder Times(int count, Func<NetBuilder, NetBuilder> add)
    {
        var builder = this;
        for (var i = 0; i < count; i++)
            builder = add(builder);

        return builder;
    }

    public Sequential Build() => Sequential(_layers);
}

[Example("A fluent builder with a repeated step, softsign", 64, 12)]
public sealed class FluentNet : Module<Tensor, Tensor>
{
    private readonly Sequential net = NetBuilder.From(12).Times(5, step => step.Dense(24).Activate(() => Softsign())).Dense(3).Build();

    public FluentNet()
        : base("fluent") => RegisterComponents();

    public override Tensor forward(Tensor x) => net.call(x);
}
