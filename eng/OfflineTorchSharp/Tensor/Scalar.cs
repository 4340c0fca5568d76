using System.Numerics;
using TorchSharp.Dispatch;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>A number with its element type, as operators take it beside tensors.</summary>
public sealed class Scalar : IDisposable
{
    private readonly long _integer;
    private readonly double _real;
    private readonly double _imaginary;

    private Scalar(ScalarType type, long integer)
    {
        Type = type;
        _integer = integer;
        _real = integer;
    }

    internal Scalar(ScalarType type, double real, double imaginary = 0)
    {
        Type = type;
        _real = real;
        _imaginary = imaginary;
        _integer = double.IsFinite(real) ? (long)real : 0;
    }

    public ScalarType Type { get; }

    internal bool IsFloatingPoint => Type is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64;

    internal bool IsComplex => Type is ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64;

    internal long Integer => _integer;

    internal double Real => _real;

    internal double Imaginary => _imaginary;

    public static implicit operator Scalar(byte value) => new(ScalarType.Byte, (long)value);
    public static implicit operator Scalar(sbyte value) => new(ScalarType.Int8, (long)value);
    public static implicit operator Scalar(short value) => new(ScalarType.Int16, (long)value);
    public static implicit operator Scalar(int value) => new(ScalarType.Int32, (long)value);
    public static implicit operator Scalar(long value) => new(ScalarType.Int64, value);
    public static implicit operator Scalar(float value) => new(ScalarType.Float32, (double)value, 0);
    public static implicit operator Scalar(double value) => new(ScalarType.Float64, value, 0);
    public static implicit operator Scalar((float, float) value) => new(ScalarType.ComplexFloat32, value.Item1, value.Item2);
    public static implicit operator Scalar(Complex value) => new(ScalarType.ComplexFloat64, value.Real, value.Imaginary);
    public static implicit operator Scalar(bool value) => new(ScalarType.Bool, value ? 1L : 0L);

    public void Dispose()
    {
    }

    internal Argument ToArgument() => Type switch
    {
        ScalarType.Bool => _integer != 0,
        _ when IsComplex => new Complex(_real, _imaginary),
        _ when IsFloatingPoint => _real,
        _ => _integer,
    };
}
