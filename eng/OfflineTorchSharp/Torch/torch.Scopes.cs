namespace TorchSharp;

public static partial class torch
{
    public static DisposeScope NewDisposeScope() => DisposeScopeManager.ThreadCurrent.Open();

    public static DisposeScope? CurrentDisposeScope => DisposeScopeManager.ThreadCurrent.Innermost;

    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        using var scope = NewDisposeScope();
        return expr().MoveToOuterDisposeScope();
    }
}
