namespace TorchSharp;

/// <summary>The stack of dispose scopes of each thread.</summary>
public class DisposeScopeManager
{
    [ThreadStatic] private static DisposeScopeManager? Current;

    private readonly List<DisposeScope> _scopes = [];
    private readonly ThreadDisposeScopeStatistics _statistics = new();

    public static ThreadDisposeScopeStatistics Statistics => ThreadCurrent._statistics;

    internal static DisposeScopeManager ThreadCurrent => Current ??= new DisposeScopeManager();

    internal LifetimeStatistics TensorStatistics => _statistics.TensorStatistics;

    internal DisposeScope? Innermost => _scopes.Count == 0 ? null : _scopes[^1];

    internal DisposeScope Open()
    {
        var scope = new DisposeScope(this, Innermost);
        _scopes.Add(scope);
        return scope;
    }

    internal void Close(DisposeScope scope) => _scopes.Remove(scope);

    internal void Created(torch.Tensor tensor)
    {
        if (Innermost is { } scope)
        {
            TensorStatistics.CreatedInScopeCount++;
            scope.Own(tensor);
        }
        else
        {
            TensorStatistics.CreatedOutsideScopeCount++;
        }
    }
}
