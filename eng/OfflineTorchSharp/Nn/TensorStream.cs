using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>TorchSharp's own format: type, number of dimensions and sizes as LEB128 numbers, then the elements.</summary>
internal static class TensorStream
{
    internal static void Write(BinaryWriter writer, Tensor tensor)
    {
        var shape = tensor.shape;
        writer.Write7BitEncodedInt64((int)tensor.dtype);
        writer.Write7BitEncodedInt64(shape.Length);
        foreach (var size in shape)
        {
            writer.Write7BitEncodedInt64(size);
        }

        using var contiguous = tensor.detach().cpu().contiguous();
        writer.Write(contiguous.bytes);
    }

    internal static Tensor Read(BinaryReader reader)
    {
        var (type, shape) = ReadHeader(reader);
        var tensor = torch.empty(shape, dtype: type);
        ReadElements(reader, tensor);
        return tensor;
    }

    /// <summary>Reads into a tensor that is there already.</summary>
    /// <exception cref="ArgumentException">It has another type or shape than what comes.</exception>
    internal static void Read(BinaryReader reader, Tensor target)
    {
        var (type, shape) = ReadHeader(reader);
        if (type != target.dtype || !shape.AsSpan().SequenceEqual(target.shape))
        {
            throw new ArgumentException(
                $"Mismatched tensor while loading: expected {target.dtype} [{string.Join(", ", target.shape)}],"
                + $" but found {type} [{string.Join(", ", shape)}].");
        }

        using var _ = no_grad();
        using var loaded = torch.empty(shape, dtype: type);
        ReadElements(reader, loaded);
        target.copy_(loaded);
    }

    internal static void Skip(BinaryReader reader)
    {
        var (type, shape) = ReadHeader(reader);
        for (var left = shape.TotalSize() * type.ElementSize(); left > 0;)
        {
            left -= reader.ReadBytes((int)Math.Min(left, 1 << 20)).Length;
        }
    }

    private static (ScalarType type, long[] shape) ReadHeader(BinaryReader reader)
    {
        var type = (ScalarType)reader.Read7BitEncodedInt64();
        var shape = new long[reader.Read7BitEncodedInt64()];
        for (var dim = 0; dim < shape.Length; dim++)
        {
            shape[dim] = reader.Read7BitEncodedInt64();
        }

        return (type, shape);
    }

    private static void ReadElements(BinaryReader reader, Tensor target) => reader.BaseStream.ReadExactly(target.bytes);
}
