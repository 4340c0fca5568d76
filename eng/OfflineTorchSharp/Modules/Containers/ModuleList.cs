using System.Collections;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>A list whose modules belong to the module that holds the list, once that one is registered; items added later do not.</summary>
public class ModuleList<T> : Module, IList<T>
    where T : Module
{
    private readonly List<T> _items = [];
    private bool _isRegistered;

    public ModuleList(params T[] modules)
        : base(nameof(ModuleList))
    {
        _items.AddRange(modules);
    }

    public int Count => _items.Count;

    public bool IsReadOnly => false;

    public T this[int index]
    {
        get => _items[index];
        set => _items[index] = value;
    }

    public void Add(T item) => _items.Add(item);

    public void append(params T[] parameters) => _items.AddRange(parameters);

    public void extend(IEnumerable<T> modules) => _items.AddRange(modules);

    public void Insert(int index, T item) => _items.Insert(index, item);

    public bool Remove(T item) => _items.Remove(item);

    public void RemoveAt(int index) => _items.RemoveAt(index);

    public void Clear() => _items.Clear();

    public bool Contains(T item) => _items.Contains(item);

    public int IndexOf(T item) => _items.IndexOf(item);

    public void CopyTo(T[] array, int arrayIndex) => _items.CopyTo(array, arrayIndex);

    public IEnumerator<T> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    protected override void RegisterComponents()
    {
        if (_isRegistered)
        {
            return;
        }

        for (var i = 0; i < _items.Count; i++)
        {
            register_module(i.ToString(), _items[i]);
        }

        _isRegistered = true;
    }
}
