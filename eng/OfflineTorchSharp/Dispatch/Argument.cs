using System.Numerics;
using static TorchSharp.torch;

namespace TorchSharp.Dispatch;

/// <summary>One argument of an operator, converted to what the operator's schema asks for when the call is made.</summary>
internal readonly struct Argument
{
    public readonly ArgumentKind Kind;
    public readonly object? Reference;
    public readonly long Integer;
    public readonly double Imaginary;
    public readonly int Index;

    private Argument(ArgumentKind kind, object? reference = null, long integer = 0, double imaginary = 0, int index = 0)
    {
        Kind = kind;
        Reference = reference;
        Integer = integer;
        Imaginary = imaginary;
        Index = index;
    }

    /// <summary>Whatever the schema has as its default.</summary>
    public static Argument Default => default;

    /// <summary>An optional argument left empty.</summary>
    public static Argument None => new(ArgumentKind.None);

    public static Argument List(IEnumerable<Tensor?> tensors) => new(ArgumentKind.TensorList, tensors as Tensor?[] ?? tensors.ToArray());

    public static Argument List(ReadOnlySpan<long> numbers) => new(ArgumentKind.IntList, numbers.ToArray());

    public static implicit operator Argument(Tensor? value) => value is null ? None : new(ArgumentKind.Tensor, value);
    public static implicit operator Argument(Tensor?[]? value) => value is null ? None : new(ArgumentKind.TensorList, value);
    public static implicit operator Argument(List<Tensor> value) => List(value);
    public static implicit operator Argument(long value) => new(ArgumentKind.Int, integer: value);
    public static implicit operator Argument(int value) => new(ArgumentKind.Int, integer: value);
    public static implicit operator Argument(long? value) => value is { } number ? number : None;
    public static implicit operator Argument(int? value) => value is { } number ? number : None;
    public static implicit operator Argument(bool value) => new(ArgumentKind.Bool, integer: value ? 1 : 0);
    public static implicit operator Argument(bool? value) => value is { } flag ? flag : None;
    public static implicit operator Argument(double value) => new(ArgumentKind.Double, integer: BitConverter.DoubleToInt64Bits(value));
    public static implicit operator Argument(float value) => (double)value;
    public static implicit operator Argument(double? value) => value is { } number ? number : None;
    public static implicit operator Argument(string? value) => value is null ? None : new(ArgumentKind.String, value);
    public static implicit operator Argument(long[]? value) => value is null ? None : new(ArgumentKind.IntList, value);
    public static implicit operator Argument(double[]? value) => value is null ? None : new(ArgumentKind.DoubleList, value);
    public static implicit operator Argument((long, long) value) => new(ArgumentKind.IntList, new[] { value.Item1, value.Item2 });
    public static implicit operator Argument((long, long, long) value) => new(ArgumentKind.IntList, new[] { value.Item1, value.Item2, value.Item3 });
    public static implicit operator Argument(ScalarType value) => (long)value;
    public static implicit operator Argument(ScalarType? value) => value is { } type ? (long)type : None;
    public static implicit operator Argument(Device? value) =>
        value is null ? None : new(ArgumentKind.Device, integer: (long)value.type, index: value.index);
    public static implicit operator Argument(Generator? value) => value is null ? None : new(ArgumentKind.Generator, value);
    public static implicit operator Argument(Complex value) =>
        new(ArgumentKind.Complex, integer: BitConverter.DoubleToInt64Bits(value.Real), imaginary: value.Imaginary);
    public static implicit operator Argument(Scalar? value) => value is null ? None : value.ToArgument();
}
