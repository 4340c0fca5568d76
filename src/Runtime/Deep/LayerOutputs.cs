using GradGuard.Layers;
using static TorchSharp.torch;

namespace GradGuard.Deep;

/// <summary>The outputs of a model's layers in one forward pass, in order of execution, to differentiate by; only what runs through <c>call</c>.</summary>
internal sealed class LayerOutputs : IDisposable
{
    private readonly List<Action> _removals = [];

    public LayerOutputs(nn.Module model, IEnumerable<string> layerPaths)
    {
        var wanted = layerPaths.ToHashSet();
        if (model is nn.Module<Tensor, Tensor> single && wanted.Contains(single.GetType().Name))
            Hook(single, single.GetType().Name);

        var timesSeen = new Dictionary<string, int>();
        foreach (var (name, module) in model.named_modules())
        {
            var times = timesSeen[name] = timesSeen.GetValueOrDefault(name) + 1;
            var path = ParameterPath.WithoutBackingFields(name) + (times > 1 ? $"#{times}" : "");
            if (wanted.Contains(path) && module is nn.Module<Tensor, Tensor> layer)
                Hook(layer, path);
        }
    }

    /// <summary>The path and output of each call.</summary>
    public List<(string Path, Tensor Output)> Calls { get; } = [];

    public void Dispose()
    {
        foreach (var remove in _removals)
            remove();

        foreach (var (_, output) in Calls)
            output.Dispose();
    }

    // Sequential disposes an intermediate result, but not another wrapper of the same tensor, which keeps its place in the graph.
    private void Hook(nn.Module<Tensor, Tensor> module, string path) =>
        _removals.Add(module.register_forward_hook((_, _, output) =>
        {
            if (output.requires_grad)
                Calls.Add((path, output.alias().DetachFromDisposeScope()));

            return null!;
        }).remove);
}
