using System.Reflection;
using static TorchSharp.torch;

namespace GradGuard.Layers;

/// <summary>
/// Learns from the first forward pass in which order layers run, by forward hooks that are taken off again. Hooks run only through
/// <c>call</c>, so a model that calls <c>forward</c> on its layers shows nothing here and keeps the order of registration.
/// </summary>
internal sealed class ExecutionOrder : IDisposable
{
    private readonly List<string> _seen = [];
    private readonly HashSet<string> _known = [];
    private readonly List<object> _removers = [];

    public ExecutionOrder(nn.Module model, IEnumerable<string> layerPaths)
    {
        var wanted = layerPaths.ToHashSet();
        var timesSeen = new Dictionary<string, int>();
        foreach (var (name, module) in model.named_modules())
        {
            var times = timesSeen[name] = timesSeen.GetValueOrDefault(name) + 1;
            var path = ParameterPath.WithoutBackingFields(name) + (times > 1 ? $"#{times}" : "");
            if (wanted.Contains(path))
                Hook(module, path);
        }
    }

    /// <summary>Paths in order of first execution.</summary>
    public IReadOnlyList<string> Seen
    {
        get
        {
            lock (_seen)
                return [.. _seen];
        }
    }

    public void Dispose()
    {
        foreach (var remover in _removers)
            remover.GetType().GetMethod("remove", Type.EmptyTypes)?.Invoke(remover, null);

        _removers.Clear();
    }

    // The method sits on HookableModule<TPre, TPost>, and there is no type above it that is the same for all modules.
    private void Hook(nn.Module module, string path)
    {
        var register = module.GetType().GetMethod(
            "register_forward_hook", BindingFlags.Public | BindingFlags.Instance, [typeof(Action<nn.Module>)]);
        if (register?.Invoke(module, [new Action<nn.Module>(_ => Saw(path))]) is { } remover)
            _removers.Add(remover);
    }

    private void Saw(string path)
    {
        lock (_seen)
            if (_known.Add(path))
                _seen.Add(path);
    }
}
