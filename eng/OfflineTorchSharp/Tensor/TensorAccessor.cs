using System.Collections;

namespace TorchSharp.Utils;

/// <summary>The elements of a CPU tensor in row-major order, read and written in place through its strides.</summary>
public sealed class TensorAccessor<T> : IDisposable, IEnumerable<T> where T : unmanaged
{
    private readonly torch.Tensor _tensor;
    private readonly nint _data;
    private readonly long[] _shape;
    private readonly long[] _strides;
    private readonly bool _contiguous;

    internal TensorAccessor(torch.Tensor tensor)
    {
        _tensor = tensor.alias();
        _data = _tensor.HostPointer();
        _shape = _tensor.shape;
        _strides = _tensor.stride();
        _contiguous = _tensor.is_contiguous();
        Count = _tensor.NumberOfElements;
    }

    public long Count { get; }

    public bool IsReadOnly => false;

    public unsafe T this[params long[] indices]
    {
        get => ((T*)_data)[Offset(indices)];
        set => ((T*)_data)[Offset(indices)] = value;
    }

    public T[] ToArray()
    {
        var array = new T[Count];
        CopyTo(array.AsSpan());
        return array;
    }

    public Array ToNDArray()
    {
        if (_shape.Length == 0)
            return new[] { At(0) };
        var array = Array.CreateInstance(typeof(T), _shape);
        var index = new long[_shape.Length];
        for (long i = 0; i < Count; i++)
        {
            array.SetValue(At(i), index);
            for (var d = index.Length - 1; d >= 0 && ++index[d] == _shape[d]; d--)
                index[d] = 0;
        }
        return array;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    public unsafe void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var target = array[arrayIndex..];
        if (_contiguous)
        {
            var count = (int)Math.Min(target.Length, Count - tensorIndex);
            new ReadOnlySpan<T>((T*)_data + tensorIndex, count).CopyTo(target);
            return;
        }
        for (var i = 0; i < target.Length && tensorIndex + i < Count; i++)
            target[i] = At(tensorIndex + i);
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom(array.AsSpan(), arrayIndex, tensorIndex);

    public unsafe void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var source = array[arrayIndex..];
        for (var i = 0; i < source.Length && tensorIndex + i < Count; i++)
            ((T*)_data)[Offset(tensorIndex + i)] = source[i];
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (long i = 0; i < Count; i++)
            yield return At(i);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override bool Equals(object? obj) => obj is TensorAccessor<T> other && this.SequenceEqual(other);

    public override int GetHashCode() => _data.GetHashCode();

    public static bool operator ==(TensorAccessor<T> left, TensorAccessor<T> right) => left.Equals(right);

    public static bool operator !=(TensorAccessor<T> left, TensorAccessor<T> right) => !left.Equals(right);

    public void Dispose() => _tensor.Dispose();

    private unsafe T At(long position) => ((T*)_data)[Offset(position)];

    private long Offset(long position)
    {
        if (_contiguous)
            return position;
        long offset = 0;
        for (var d = _shape.Length - 1; d >= 0; d--)
        {
            (position, var index) = Math.DivRem(position, _shape[d]);
            offset += index * _strides[d];
        }
        return offset;
    }

    private long Offset(long[] indices)
    {
        if (indices.Length == 1 && _shape.Length != 1)
            return Offset(indices[0]);
        if (indices.Length != _shape.Length)
            throw new ArgumentException($"The tensor has {_shape.Length} dimensions, and {indices.Length} indices were given.");
        long offset = 0;
        for (var d = 0; d < indices.Length; d++)
        {
            if ((ulong)indices[d] >= (ulong)_shape[d])
                throw new IndexOutOfRangeException($"Index {indices[d]} is outside dimension {d}, which has {_shape[d]} entries.");
            offset += indices[d] * _strides[d];
        }
        return offset;
    }
}
