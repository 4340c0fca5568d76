using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>The named modules of a sequential container, which keeps them apart from its register of submodules (so names may repeat).</summary>
internal sealed class ModuleChain
{
    private readonly List<(string Name, Module Module)> _links = [];

    internal int Count => _links.Count;

    internal IEnumerable<(string name, Module module)> Children => _links;

    internal IEnumerable<Module> Modules => _links.Select(link => link.Module);

    internal Module this[int index] => _links[index].Module;

    internal void Add(Module module) => Add(_links.Count.ToString(), module);

    internal void Add(string name, Module module) => _links.Add((name, module));

    /// <exception cref="IndexOutOfRangeException">A bound lies outside the chain.</exception>
    internal IEnumerable<(string Name, Module Module)> Slice(int start, int end)
    {
        Check(start);
        Check(end);
        return _links[start..Math.Max(start, end)];
    }

    private void Check(int bound)
    {
        if (bound < 0 || bound > _links.Count)
        {
            throw new IndexOutOfRangeException($"{bound} is not a valid index.");
        }
    }
}
