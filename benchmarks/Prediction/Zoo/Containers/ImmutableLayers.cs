using System.Collections.Immutable;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Containers;

[Example("Layers in immutable collections: a builder, a chain of Add", 64, 16, IsSeen = true)]
public sealed class ImmutableLayers : Module<Tensor, Tensor>
{
    private readonly ImmutableArray<Linear> _trunk;
    private readonly ImmutableList<Linear> _head = ImmutableList<Linear>.Empty;

    public ImmutableLayers(int depth = 4)
        : base("immutable")
    {
        var trunk = ImmutableArray.CreateBuilder<Linear>(depth);
        for (var i = 0; i < depth; i++)
            trunk.Add(Linear(16, 16));

        _trunk = trunk.MoveToImmutable();
        _head = _head.Add(Linear(16, 32)).Add(Linear(32, 3));
        foreach (var (place, layer) in _trunk.Concat(_head).Index())
            register_module($"layer{place}", layer);
    }

    public override Tensor forward(Tensor x)
    {
        foreach (var layer in _trunk)
            x = layer.call(x).sigmoid();

        return _head.Last().call(_head.First().call(x).sigmoid());
    }
}
