using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What an optimizer remembers of one parameter.</summary>
public abstract class OptimizerState
{
    protected Parameter _parameter;

    protected OptimizerState(Parameter parameter)
    {
        _parameter = parameter;
    }

    public abstract void Initialize(OptimizerOptions options);

    public abstract void LoadStateDict(OptimizerState source);

    public abstract void LoadStateDict(BinaryReader reader);

    public abstract void SaveStateDict(BinaryWriter writer);

    public virtual bool ApproximatelyEquals(OptimizerState other)
    {
        if (other.GetType() != GetType())
        {
            return false;
        }

        var (mine, theirs) = (StateVisitors.Read(this), StateVisitors.Read(other));
        return mine.Count > 0 && mine.Zip(theirs).All(pair => (pair.First, pair.Second) switch
        {
            (Tensor first, Tensor second) => first.allclose(second),
            var (first, second) => Equals(first, second),
        });
    }

    public virtual void to(Device device) => Visit(new StateVisitors.Move(device));

    /// <summary>Leads a visitor past the values, in the order in which they are saved.</summary>
    internal virtual void Visit(StateVisitor visitor)
    {
    }

    private protected void CopyFrom(OptimizerState source) => Visit(new StateVisitors.Copy(StateVisitors.Read(source), _parameter.device));

    private protected void Read(BinaryReader reader) => Visit(new StateVisitors.Input(reader, _parameter.device));

    private protected void Write(BinaryWriter writer) => Visit(new StateVisitors.Output(writer));

    private protected void Release() => Visit(new StateVisitors.Release());

    /// <summary>A tensor like the parameter that outlives every dispose scope, in place of the one that was there.</summary>
    private protected void Reset(ref Tensor? state, double value)
    {
        state?.Dispose();
        state = torch.full_like(_parameter, value).detach().DetachFromDisposeScope();
    }
}

internal abstract class StateVisitor
{
    public abstract void Number(ref long value);

    public abstract void Number(ref double value);

    /// <param name="value">The tensor.</param>
    /// <param name="isOptional">It may be null, which the file says in a byte of its own.</param>
    public abstract void Tensor(ref Tensor? value, bool isOptional = false);
}
