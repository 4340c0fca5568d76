using System.Collections;
using System.Diagnostics.CodeAnalysis;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>Parameters by name, in the order in which they were added.</summary>
public class ParameterDict : Module, IDictionary<string, Parameter>, IList<(string, Parameter)>
{
    private readonly OrderedDict<string, Parameter> _items = [];
    private bool _isRegistered;

    public ParameterDict()
        : base(nameof(ParameterDict))
    {
    }

    public int Count => _items.Count;

    public bool IsReadOnly => false;

    public ICollection<string> Keys => _items.Keys;

    public ICollection<Parameter> Values => _items.Values;

    /// <exception cref="ArgumentOutOfRangeException">The key is new (on writing): only Add takes those.</exception>
    public Parameter this[string key]
    {
        get => _items[key];
        set
        {
            if (!_items.ContainsKey(key))
            {
                throw new ArgumentOutOfRangeException(nameof(key), key, "There is no such entry to replace; a new one goes in by Add.");
            }

            _items[key] = value;
        }
    }

    public (string, Parameter) this[int index]
    {
        get => _items[index];
        set => _items[index] = value;
    }

    public IEnumerable<string> keys() => Keys;

    public IEnumerable<Parameter> values() => Values;

    public IEnumerator<(string, Parameter)> items() => _items.GetEnumerator();

    public void Add((string, Parameter) item) => _items.Add(item);

    public void Add(string key, Parameter value) => _items.Add(key, value);

    public void Add(KeyValuePair<string, Parameter> item) => _items.Add(item);

    public void Insert(int index, (string, Parameter) item) => _items.Insert(index, item);

    public bool Remove((string, Parameter) item) => _items.Remove(item);

    public bool Remove(string key) => _items.Remove(key);

    public bool Remove(KeyValuePair<string, Parameter> item) => _items.Remove(item);

    public void RemoveAt(int index) => _items.RemoveAt(index);

    public void Clear() => _items.Clear();

    public void clear() => _items.Clear();

    public bool Contains((string, Parameter) item) => _items.Contains(item);

    public bool Contains(KeyValuePair<string, Parameter> item) => _items.Contains(item);

    public bool ContainsKey(string key) => _items.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out Parameter value) => _items.TryGetValue(key, out value);

    public int IndexOf((string, Parameter) item) => _items.IndexOf(item);

    public void CopyTo((string, Parameter)[] array, int arrayIndex) => _items.CopyTo(array, arrayIndex);

    public void CopyTo(KeyValuePair<string, Parameter>[] array, int arrayIndex) => _items.CopyTo(array, arrayIndex);

    public IEnumerator<(string, Parameter)> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    IEnumerator<KeyValuePair<string, Parameter>> IEnumerable<KeyValuePair<string, Parameter>>.GetEnumerator()
        => ((IEnumerable<KeyValuePair<string, Parameter>>)_items).GetEnumerator();

    public override IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse) => _items;

    public override bool has_parameter(string target) => _items.ContainsKey(target);

    public override Parameter? get_parameter(string target) => _items.TryGetValue(target, out var parameter) ? parameter : null;

    protected override void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
    {
        foreach (var (name, parameter) in ((IEnumerable<(string, Parameter)>)_items).ToList())
        {
            if (ReplaceParameter(dtype, device, parameter, out var replacement))
            {
                parameter.Dispose();
                _items[name] = replacement!;
                ConditionallyRegisterParameter(name, replacement);
            }
        }
    }

    protected override void RegisterComponents()
    {
        if (_isRegistered)
        {
            return;
        }

        foreach (var (name, item) in _items)
        {
            register_parameter(name, item);
        }

        _isRegistered = true;
    }
}
