namespace TorchSharp;

/// <summary>Disposes what was created while it was the innermost scope of its thread, unless it was moved or detached.</summary>
public sealed class DisposeScope : IDisposable
{
    private DisposeScopeManager? _manager;
    private readonly DisposeScope? _outer;
    private HashSet<IDisposable> _disposables = new(ReferenceEqualityComparer.Instance);

    internal DisposeScope(DisposeScopeManager manager, DisposeScope? outer)
    {
        _manager = manager;
        _outer = outer;
    }

    public int DisposablesCount => _disposables.Count;
    public IReadOnlyList<IDisposable> DisposablesView => _disposables.ToList();

    public bool Contains(IDisposable disposable) => _disposables.Contains(disposable);

    public T MoveToOuter<T>(T disposable) where T : IDisposable => MoveToOther(_outer!, disposable);

    public (T1 first, T2 second) MoveToOuter<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable =>
        (MoveToOuter(first), MoveToOuter(second));

    public (T1 first, T2 second, T3 third) MoveToOuter<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable =>
        (MoveToOuter(first), MoveToOuter(second), MoveToOuter(third));

    public void MoveToOuter(params IDisposable[] disposables) => MoveToOther(_outer!, disposables);

    public void MoveToOuter(IEnumerable<IDisposable> disposables) => MoveToOther(_outer!, disposables);

    public T MoveToOther<T>(DisposeScope scope, T disposable) where T : IDisposable
    {
        Move(scope, disposable);
        return disposable;
    }

    public (T1 first, T2 second) MoveToOther<T1, T2>(DisposeScope scope, T1 first, T2 second)
        where T1 : IDisposable where T2 : IDisposable =>
        (MoveToOther(scope, first), MoveToOther(scope, second));

    public (T1 first, T2 second, T3 third) MoveToOther<T1, T2, T3>(DisposeScope scope, T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable =>
        (MoveToOther(scope, first), MoveToOther(scope, second), MoveToOther(scope, third));

    public void MoveToOther(DisposeScope scope, params IDisposable[] disposables) => MoveToOther(scope, (IEnumerable<IDisposable>)disposables);

    public void MoveToOther(DisposeScope scope, IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables)
            Move(scope, disposable);
    }

    public T Detach<T>(T disposable) where T : IDisposable
    {
        Release(disposable);
        return disposable;
    }

    public (T1 first, T2 second) Detach<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable =>
        (Detach(first), Detach(second));

    public (T1 first, T2 second, T3 third) Detach<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable =>
        (Detach(first), Detach(second), Detach(third));

    public void Detach(params IDisposable[] disposables) => Detach((IEnumerable<IDisposable>)disposables);

    public void Detach(IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables)
            Release(disposable);
    }

    public void Attach(IDisposable disposable)
    {
        if (disposable is not torch.Tensor tensor)
            throw new InvalidOperationException($"A dispose scope manages tensors, not {disposable?.GetType().Name ?? "null"}.");
        var statistics = Manager.TensorStatistics;
        if (tensor.OwningDisposeScope == this)
            return;
        tensor.OwningDisposeScope?._disposables.Remove(tensor);
        Own(tensor);
        statistics.AttachedToScopeCount++;
    }

    public void Attach(params IDisposable[] disposables) => Attach((IEnumerable<IDisposable>)disposables);

    public IReadOnlyList<IDisposable> Attach(IEnumerable<IDisposable> disposables)
    {
        var attached = disposables.ToList();
        foreach (var disposable in attached)
            Attach(disposable);
        return attached;
    }

    public void DisposeEverything() => DisposeEverythingBut(Enumerable.Empty<IDisposable>());

    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        _ = Manager;
        var kept = new HashSet<IDisposable>(inKeep, ReferenceEqualityComparer.Instance);
        var doomed = _disposables;
        _disposables = new HashSet<IDisposable>(ReferenceEqualityComparer.Instance);
        foreach (var disposable in doomed)
        {
            if (kept.Contains(disposable))
                _disposables.Add(disposable);
            else
                disposable.Dispose();
        }
    }

    public void DisposeEverythingBut(params IDisposable[] keep) => DisposeEverythingBut((IEnumerable<IDisposable>)keep);

    public T DisposeEverythingBut<T>(T keep) where T : IDisposable
    {
        DisposeEverythingBut(new IDisposable[] { keep });
        return keep;
    }

    public (T1 first, T2 second) DisposeEverythingBut<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable
    {
        DisposeEverythingBut(new IDisposable[] { first, second });
        return (first, second);
    }

    public (T1 first, T2 second, T3 third) DisposeEverythingBut<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable
    {
        DisposeEverythingBut(new IDisposable[] { first, second, third });
        return (first, second, third);
    }

    /// <summary>Forgets something that was disposed by other hands.</summary>
    public void MarkAsDisposed(IDisposable disposable)
    {
        _ = Manager;
        _disposables.Remove(disposable);
        if (disposable is torch.Tensor tensor)
            tensor.OwningDisposeScope = null;
    }

    public void Dispose()
    {
        if (_manager is null)
            return;
        DisposeEverything();
        _manager.Close(this);
        _manager = null;
    }

    internal void Own(torch.Tensor tensor)
    {
        tensor.OwningDisposeScope = this;
        _disposables.Add(tensor);
    }

    private DisposeScopeManager Manager => _manager ?? throw new ObjectDisposedException(nameof(DisposeScope));

    private void Move(DisposeScope? target, IDisposable disposable)
    {
        _ = Manager;
        if (target is null)
            Release(disposable);
        else if (disposable is torch.Tensor tensor && _disposables.Remove(tensor))
            target.Own(tensor);
    }

    private void Release(IDisposable disposable)
    {
        var statistics = Manager.TensorStatistics;
        if (disposable is not torch.Tensor tensor || !_disposables.Remove(tensor))
            return;
        tensor.OwningDisposeScope = null;
        statistics.DetachedFromScopeCount++;
    }
}
