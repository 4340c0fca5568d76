using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace TorchSharp.Utils;

/// <summary>A dictionary that also keeps its entries in the order in which they were added and lets them be addressed by position.</summary>
public class OrderedDict<TKey, TValue> : IDictionary<TKey, TValue>, IList<(TKey, TValue)>
    where TKey : notnull
{
    private readonly List<(TKey Key, TValue Value)> _entries = [];
    private readonly Dictionary<TKey, TValue> _values = [];

    public int Count => _entries.Count;

    public bool IsReadOnly => false;

    public ICollection<TKey> Keys => _entries.ConvertAll(entry => entry.Key);

    public ICollection<TValue> Values => _entries.ConvertAll(entry => entry.Value);

    /// <exception cref="KeyNotFoundException">The key is not there (on reading).</exception>
    public TValue this[TKey key]
    {
        get => _values[key];
        set
        {
            if (_values.TryAdd(key, value))
            {
                _entries.Add((key, value));
                return;
            }

            _values[key] = value;
            _entries[PositionOf(key)] = (key, value);
        }
    }

    public (TKey, TValue) this[int index]
    {
        get => _entries[index];
        set
        {
            if (!Comparer.Equals(_entries[index].Key, value.Item1))
            {
                if (_values.ContainsKey(value.Item1))
                {
                    throw Duplicate(value.Item1);
                }

                _values.Remove(_entries[index].Key);
            }

            _values[value.Item1] = value.Item2;
            _entries[index] = value;
        }
    }

    private static EqualityComparer<TKey> Comparer => EqualityComparer<TKey>.Default;

    public IEnumerable<TKey> keys() => Keys;

    public IEnumerable<TValue> values() => Values;

    public IEnumerator<(TKey, TValue)> items() => GetEnumerator();

    /// <exception cref="ArgumentException">The key is there already.</exception>
    public void Add(TKey key, TValue value)
    {
        _values.Add(key, value);
        _entries.Add((key, value));
    }

    public void Add((TKey, TValue) item) => Add(item.Item1, item.Item2);

    public void Add(KeyValuePair<TKey, TValue> item) => Add(item.Key, item.Value);

    public void Insert(int index, (TKey, TValue) item)
    {
        if (_values.ContainsKey(item.Item1))
        {
            throw Duplicate(item.Item1);
        }

        _entries.Insert(index, item);
        _values.Add(item.Item1, item.Item2);
    }

    public bool ContainsKey(TKey key) => _values.ContainsKey(key);

    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value) => _values.TryGetValue(key, out value);

    public bool Contains((TKey, TValue) item) => _entries.Contains(item);

    public bool Contains(KeyValuePair<TKey, TValue> item) => Contains((item.Key, item.Value));

    public int IndexOf((TKey, TValue) item) => _entries.IndexOf(item);

    public bool Remove(TKey key)
    {
        if (!_values.Remove(key))
        {
            return false;
        }

        _entries.RemoveAt(PositionOf(key));
        return true;
    }

    public bool Remove((TKey, TValue) item) => Contains(item) && Remove(item.Item1);

    public bool Remove(KeyValuePair<TKey, TValue> item) => Remove((item.Key, item.Value));

    public void RemoveAt(int index) => Remove(_entries[index].Key);

    public void Clear()
    {
        _entries.Clear();
        _values.Clear();
    }

    public void clear() => Clear();

    public void CopyTo((TKey, TValue)[] array, int arrayIndex) => _entries.CopyTo(array, arrayIndex);

    public void CopyTo(KeyValuePair<TKey, TValue>[] array, int arrayIndex)
    {
        foreach (var (key, value) in _entries)
        {
            array[arrayIndex++] = new(key, value);
        }
    }

    public IEnumerator<(TKey, TValue)> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    IEnumerator<KeyValuePair<TKey, TValue>> IEnumerable<KeyValuePair<TKey, TValue>>.GetEnumerator()
        => _entries.Select(entry => KeyValuePair.Create(entry.Key, entry.Value)).GetEnumerator();

    private static ArgumentException Duplicate(TKey key) => new($"An entry with the key '{key}' has already been added.");

    private int PositionOf(TKey key) => _entries.FindIndex(entry => Comparer.Equals(entry.Key, key));
}
