using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Containers;

[Example("Layers in a dictionary by names with leading zeros, a lazy head", 64, 30, IsSeen = true)]
public sealed class NamedStages : Module<Tensor, Tensor>
{
    private readonly SortedDictionary<string, Linear> _stages = [];
    private readonly Lazy<Linear> _head = new(() => Linear(40, 7));

    public NamedStages(int stages = 6)
        : base("stages")
    {
        for (var i = 0; i < stages; i++)
            _stages.Add($"stage{i:D2}", Linear(i == 0 ? 30 : 40, 40));

        foreach (var (name, stage) in _stages)
            register_module(name, stage);

        register_module("head", _head.Value);
    }

    public override Tensor forward(Tensor x)
    {
        for (var i = 0; i < _stages.Count; i++)
            x = functional.relu(_stages[string.Format("stage{0:D2}", i)].call(x));

        return _head.Value.call(x);
    }
}
