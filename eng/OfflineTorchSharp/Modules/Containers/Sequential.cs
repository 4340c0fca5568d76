using System.Runtime.CompilerServices;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>A chain of modules, each of which takes what the one before it gives; that intermediate result is disposed at once.</summary>
public class Sequential : Module<Tensor, Tensor>
{
    private readonly ModuleChain _chain = new();

    protected Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules)
        : base("torch::nn::SequentialImpl")
    {
        foreach (var (name, submodule) in modules)
        {
            Add(name, submodule);
        }
    }

    protected Sequential(params Module<Tensor, Tensor>[] modules)
        : this(Array.Empty<(string, Module<Tensor, Tensor>)>())
    {
        foreach (var module in modules)
        {
            Add(module);
        }
    }

    internal Sequential()
        : this(Array.Empty<(string, Module<Tensor, Tensor>)>())
    {
    }

    public int Count => _chain.Count;

    [IndexerName("SequentialItems")]
    public IModule<Tensor, Tensor> this[int index] => (IModule<Tensor, Tensor>)_chain[index];

    [IndexerName("SequentialItems")]
    public Sequential this[(int? start, int? end) index]
    {
        get
        {
            var slice = new Sequential();
            foreach (var (name, module) in _chain.Slice(index.start ?? 0, index.end ?? Count))
            {
                slice._chain.Add(name, module);
            }

            return slice;
        }
    }

    public Sequential append(string name, IModule<Tensor, Tensor> module)
    {
        Add(name, module);
        return this;
    }

    public Sequential append(IModule<Tensor, Tensor> module)
    {
        Add(module);
        return this;
    }

    public override Tensor forward(Tensor tensor)
    {
        if (Count == 0)
        {
            return tensor.alias();
        }

        var result = this[0].call(tensor);
        for (var i = 1; i < Count; i++)
        {
            var input = result;
            result = this[i].call(input);
            input.Dispose();
        }

        return result;
    }

    public override IEnumerable<(string name, Module module)> named_children() => _chain.Children;

    public override IEnumerable<(string name, Module module)> named_modules() => Descendants(_chain.Children);

    public override IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
        => recurse ? Distinct(Prefixed(_chain.Children, module => module.named_parameters(true))) : [];

    public override IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_persistent = true)
        => recurse ? Distinct(Prefixed(_chain.Children, module => module.named_buffers(true, include_persistent))) : [];

    public override Module apply(Action<Module> fn)
    {
        foreach (var module in _chain.Modules)
        {
            module.apply(fn);
        }

        fn(this);
        return this;
    }

    // Like Dispose below, here for the base calls of derived classes.
    public override void train(bool on = true) => base.train(on);

    public override void eval() => base.eval();

    protected override void Dispose(bool disposing) => base.Dispose(disposing);

    internal void Add(string name, IModule<Tensor, Tensor> module) => _chain.Add(name, (Module)module);

    internal void Add(IModule<Tensor, Tensor> module) => _chain.Add((Module)module);
}
