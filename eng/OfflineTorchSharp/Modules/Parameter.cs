using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A tensor that a module learns.</summary>
public class Parameter : Tensor
{
    /// <summary>Takes over what <paramref name="data"/> holds, and its place in a dispose scope; <paramref name="data"/> is empty afterwards.</summary>
    public Parameter(Tensor data, bool requires_grad = true)
        : this(data.with_requires_grad(requires_grad), data.OwningDisposeScope)
    {
    }

    private Parameter(Tensor data, DisposeScope? scope)
        : base(data.DecoupleFromNativeHandle())
    {
        if (scope is null)
        {
            DetachFromDisposeScope();
        }
        else
        {
            MoveToOtherDisposeScope(scope);
        }
    }
}
