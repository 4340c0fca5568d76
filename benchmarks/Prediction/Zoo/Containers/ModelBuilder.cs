using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Containers;

internal sealed class ModelBuilder
{
    private readonly List<Module<Tensor, Tensor>> _layers = [];
    private long _size;

    private ModelBuilder(long size) => _size = size;

    public static ModelBuilder Input(long size) => new(size);

    public ModelBuilder Dense(long size, Module<Tensor, Tensor>? activation = null)
    {
        _layers.Add(Linear(_size, size));
        if (activation != null)
            _layers.Add(activation);
        _size = size;
        return this;
    }

    public Sequential Build() => Sequential(_layers);
}

internal static class BuilderModels
{
    [Example("A fluent builder of the user's own", 64, 32)]
    public static Sequential FluentBuilder() => ModelBuilder.Input(32)
        .Dense(128, ReLU())
        .Dense(128, ReLU())
        .Dense(64, ReLU())
        .Dense(10)
        .Build();
}
