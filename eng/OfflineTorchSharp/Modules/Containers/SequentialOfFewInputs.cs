using System.Runtime.CompilerServices;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>A chain of modules of any shape that takes one argument; the user's class says how it runs.</summary>
public abstract class Sequential<T, TResult> : Module<T, TResult>
{
    private readonly ModuleChain _chain = new();

    protected Sequential(params (string name, Module submodule)[] modules)
        : base("torch::nn::SequentialImpl")
    {
        foreach (var (name, submodule) in modules)
        {
            Add(name, submodule);
        }
    }

    protected Sequential(params Module[] modules)
        : base("torch::nn::SequentialImpl")
    {
        foreach (var module in modules)
        {
            Add(module);
        }
    }

    public int Count => _chain.Count;

    [IndexerName("SequentialItems")]
    public Module this[int index] => _chain[index];

    [IndexerName("SequentialItems")]
    public Sequential<T, TResult> this[(int? start, int? end) index] => Slice(index.start ?? 0, index.end ?? Count);

    public Sequential<T, TResult> append(string name, Module module)
    {
        Add(name, module);
        return this;
    }

    public Sequential<T, TResult> append(Module module)
    {
        Add(module);
        return this;
    }

    protected internal void Add(string name, Module sm) => _chain.Add(name, sm);

    protected internal void Add(Module module) => _chain.Add(module);

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

    public override void train(bool on = true) => base.train(on);

    public override void eval() => base.eval();

    protected override void Dispose(bool disposing) => base.Dispose(disposing);

    /// <exception cref="NotSupportedException">The class does not say how to make a part of itself.</exception>
    protected virtual Sequential<T, TResult> Slice(int start, int end)
        => throw new NotSupportedException($"{GetType().Name} does not override Slice, so it cannot be cut into parts.");
}

/// <summary>A chain of modules of any shape that takes two arguments; the user's class says how it runs.</summary>
public abstract class Sequential<T1, T2, TResult> : Module<T1, T2, TResult>
{
    private readonly ModuleChain _chain = new();

    protected Sequential(params (string name, Module submodule)[] modules)
        : base("torch::nn::SequentialImpl")
    {
        foreach (var (name, submodule) in modules)
        {
            Add(name, submodule);
        }
    }

    protected Sequential(params Module[] modules)
        : base("torch::nn::SequentialImpl")
    {
        foreach (var module in modules)
        {
            Add(module);
        }
    }

    public int Count => _chain.Count;

    [IndexerName("SequentialItems")]
    public Module this[int index] => _chain[index];

    [IndexerName("SequentialItems")]
    public Sequential<T1, T2, TResult> this[(int? start, int? end) index] => Slice(index.start ?? 0, index.end ?? Count);

    public Sequential<T1, T2, TResult> append(string name, Module module)
    {
        Add(name, module);
        return this;
    }

    public Sequential<T1, T2, TResult> append(Module module)
    {
        Add(module);
        return this;
    }

    protected internal void Add(string name, Module sm) => _chain.Add(name, sm);

    protected internal void Add(Module module) => _chain.Add(module);

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

    public override void train(bool on = true) => base.train(on);

    public override void eval() => base.eval();

    protected override void Dispose(bool disposing) => base.Dispose(disposing);

    /// <exception cref="NotSupportedException">The class does not say how to make a part of itself.</exception>
    protected virtual Sequential<T1, T2, TResult> Slice(int start, int end)
        => throw new NotSupportedException($"{GetType().Name} does not override Slice, so it cannot be cut into parts.");
}

/// <summary>A chain of modules of any shape that takes three arguments; the user's class says how it runs.</summary>
public abstract class Sequential<T1, T2, T3, TResult> : Module<T1, T2, T3, TResult>
{
    private readonly ModuleChain _chain = new();

    protected Sequential(params (string name, Module submodule)[] modules)
        : base("torch::nn::SequentialImpl")
    {
        foreach (var (name, submodule) in modules)
        {
            Add(name, submodule);
        }
    }

    protected Sequential(params Module[] modules)
        : base("torch::nn::SequentialImpl")
    {
        foreach (var module in modules)
        {
            Add(module);
        }
    }

    public int Count => _chain.Count;

    [IndexerName("SequentialItems")]
    public Module this[int index] => _chain[index];

    [IndexerName("SequentialItems")]
    public Sequential<T1, T2, T3, TResult> this[(int? start, int? end) index] => Slice(index.start ?? 0, index.end ?? Count);

    public Sequential<T1, T2, T3, TResult> append(string name, Module module)
    {
        Add(name, module);
        return this;
    }

    public Sequential<T1, T2, T3, TResult> append(Module module)
    {
        Add(module);
        return this;
    }

    protected internal void Add(string name, Module sm) => _chain.Add(name, sm);

    protected internal void Add(Module module) => _chain.Add(module);

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

    public override void train(bool on = true) => base.train(on);

    public override void eval() => base.eval();

    protected override void Dispose(bool disposing) => base.Dispose(disposing);

    /// <exception cref="NotSupportedException">The class does not say how to make a part of itself.</exception>
    protected virtual Sequential<T1, T2, T3, TResult> Slice(int start, int end)
        => throw new NotSupportedException($"{GetType().Name} does not override Slice, so it cannot be cut into parts.");
}
