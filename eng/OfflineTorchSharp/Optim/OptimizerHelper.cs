using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>The base of the optimizers: groups, and a state for each parameter under the handle that it had when it was added.</summary>
public abstract class OptimizerHelper : Optimizer
{
    protected OptimizerOptions _defaults = null!;
    protected OrderedDict<IntPtr, OptimizerState> _state = [];

    public OptimizerHelper()
    {
    }

    public void to(Device device)
    {
        foreach (var parameter in parameters())
        {
            _state[parameter.Handle].to(device);
        }
    }

    public virtual StateDictionary state_dict()
    {
        var result = new StateDictionary();
        foreach (var group in _parameter_groups)
        {
            result.Options.Add(group.Options);
            var positions = new List<int>();
            result.StateIndexRef.Add(positions);
            foreach (var parameter in group.Parameters)
            {
                positions.Add(result.State.Count);
                result.State.Add(_state[parameter.Handle]);
            }
        }

        return result;
    }

    /// <exception cref="ArgumentException">The number of groups or of states differs.</exception>
    public virtual void load_state_dict(StateDictionary state_dict)
    {
        var mine = this.state_dict();
        Check(mine, state_dict.Options.Count, state_dict.State.Count);
        foreach (var (target, source) in mine.Options.Zip(state_dict.Options))
        {
            if (target != source)
            {
                target.LoadStateDict(source);
            }
        }

        foreach (var (target, source) in mine.State.Zip(state_dict.State))
        {
            if (target != source)
            {
                target.LoadStateDict(source);
            }
        }
    }

    public void save_state_dict(string location)
    {
        using var writer = new BinaryWriter(File.Create(location));
        save_state_dict(writer);
    }

    public void save_state_dict(BinaryWriter writer)
    {
        var mine = state_dict();
        writer.Write(GetType().Name);
        writer.Write7BitEncodedInt64(mine.Options.Count);
        writer.Write7BitEncodedInt64(mine.State.Count);
        mine.Options.ForEach(options => options.SaveStateDict(writer));
        mine.State.ForEach(state => state.SaveStateDict(writer));
    }

    public void load_state_dict(string location)
    {
        using var reader = new BinaryReader(File.OpenRead(location));
        load_state_dict(reader);
    }

    /// <exception cref="InvalidDataException">What was saved is the state of another kind of optimizer.</exception>
    /// <inheritdoc cref="load_state_dict(StateDictionary)"/>
    public void load_state_dict(BinaryReader reader)
    {
        var saved = reader.ReadString();
        if (saved != GetType().Name)
        {
            throw new InvalidDataException($"Mismatched optimizer type: expected '{GetType().Name}', but found '{saved}' in the loaded stream.");
        }

        var mine = state_dict();
        Check(mine, reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64());
        mine.Options.ForEach(options => options.LoadStateDict(reader));
        mine.State.ForEach(state => state.LoadStateDict(reader));
    }

    /// <summary>Evaluates the closure once with gradients, then runs the body over the groups without.</summary>
    protected Tensor _step<T>(Action<T> body, Func<Tensor>? loss_closure = null)
        where T : ParamGroup
    {
        Tensor? loss = null;
        if (loss_closure is not null)
        {
            using var _ = enable_grad();
            loss = loss_closure();
        }

        using (no_grad())
        using (NewDisposeScope())
        {
            foreach (var group in _parameter_groups)
            {
                body((T)group);
            }
        }

        return loss!;
    }

    private protected override void ReleaseStates()
    {
        foreach (var state in _state.Values)
        {
            (state as IDisposable)?.Dispose();
        }

        _state.Clear();
    }

    /// <summary>Steps over the parameters that have a gradient, each with its state and that gradient, which is freed afterwards.</summary>
    private protected Tensor StepEach<TGroup, TState>(Func<Tensor>? closure, Action<TGroup, Parameter, TState, Tensor> update)
        where TGroup : ParamGroup
        where TState : OptimizerState
        => _step<TGroup>(
            group =>
            {
                foreach (var parameter in group.Parameters)
                {
                    // A parameter that is not known is an error even without a gradient, as it is in TorchSharp.
                    var state = (TState)_state[parameter.IsInvalid ? IntPtr.Zero : parameter.Handle];
                    using var grad = parameter.grad;
                    if (grad is null)
                    {
                        continue;
                    }

                    using var scope = NewDisposeScope();
                    update(group, parameter, state, grad);
                }
            },
            closure);

    private protected void AddGroups(OptimizerOptions defaults, IEnumerable<ParamGroup> groups)
    {
        _defaults = defaults;
        _parameter_groups = [];
        foreach (var group in groups)
        {
            add_param_group(group);
        }
    }

    private protected void AddGroup(ParamGroup group, OptimizerOptions options, Func<Parameter, OptimizerState> stateOf)
    {
        group.Options ??= options;
        group.Options.Complete(_defaults);
        _parameter_groups.Add(group);
        foreach (var parameter in group.Parameters)
        {
            var state = stateOf(parameter);
            _state[parameter.Handle] = state;
            state.Initialize(group.Options);
        }
    }

    private protected static void Require(bool condition, string what, double value)
    {
        if (!condition)
        {
            throw new ArgumentException($"Invalid {what}: {value}");
        }
    }

    private static void Check(StateDictionary mine, long groups, long states)
    {
        if (groups != mine.Options.Count)
        {
            throw new ArgumentException("Invalid optimizer state -- different number of parameter groups.");
        }

        if (states != mine.State.Count)
        {
            throw new ArgumentException("Invalid optimizer state -- different number of states.");
        }
    }
}
