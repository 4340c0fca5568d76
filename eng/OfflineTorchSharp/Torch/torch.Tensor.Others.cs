using System.Numerics;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor tensor(
        IList<bool> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromElements<bool>(Contiguous(rawArray), dimensions.ToArray(), dtype, device, requires_grad, names);
    public static Tensor tensor(
        IList<bool> rawArray, long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromElements<bool>(Contiguous(rawArray), [dim0, dim1, dim2, dim3], dtype, device, requires_grad, names);
    public static Tensor tensor(
        IList<bool> rawArray, long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromElements<bool>(Contiguous(rawArray), [dim0, dim1, dim2], dtype, device, requires_grad, names);
    public static Tensor tensor(
        IList<bool> rawArray, long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromElements<bool>(Contiguous(rawArray), [rows, columns], dtype, device, requires_grad, names);
    public static Tensor tensor(
        IList<bool> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromElements<bool>(Contiguous(rawArray), [rawArray.Count], dtype, device, requires_grad, names);
    public static Tensor tensor(bool scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromElements<bool>([scalar], [], dtype, device, requires_grad, null);
    public static Tensor tensor(
        bool[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromElements<bool>(Contiguous<bool>(rawArray), Shape(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        bool[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromElements<bool>(Contiguous<bool>(rawArray), Shape(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        bool[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromElements<bool>(Contiguous<bool>(rawArray), Shape(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        bool[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromElements<bool>(rawArray, dimensions.ToArray(), dtype, device, requires_grad, names);
    public static Tensor tensor(
        bool[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromElements<bool>(rawArray, [rawArray.Length], dtype, device, requires_grad, names);

    public static Tensor tensor(
        (float Real, float Imaginary) scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromElements<(float, float)>([scalar], [], dtype, device, requires_grad, null);
    public static Tensor tensor(
        (float Real, float Imaginary)[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromElements<(float, float)>(Contiguous<(float, float)>(rawArray), Shape(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        (float Real, float Imaginary)[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromElements<(float, float)>(Contiguous<(float, float)>(rawArray), Shape(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        (float Real, float Imaginary)[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromElements<(float, float)>(Contiguous<(float, float)>(rawArray), Shape(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        (float Real, float Imaginary)[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromElements<(float, float)>(rawArray, dimensions.ToArray(), dtype, device, requires_grad, names);
    public static Tensor tensor(
        (float Real, float Imaginary)[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromElements<(float, float)>(rawArray, [rawArray.Length], dtype, device, requires_grad, names);
    public static Tensor tensor(
        IList<(float Real, float Imaginary)> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromElements<(float, float)>(Contiguous(rawArray), dimensions.ToArray(), dtype, device, requires_grad, names);
    public static Tensor tensor(
        IList<(float Real, float Imaginary)> rawArray, long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromElements<(float, float)>(Contiguous(rawArray), [dim0, dim1, dim2, dim3], dtype, device, requires_grad, names);
    public static Tensor tensor(
        IList<(float Real, float Imaginary)> rawArray, long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromElements<(float, float)>(Contiguous(rawArray), [dim0, dim1, dim2], dtype, device, requires_grad, names);
    public static Tensor tensor(
        IList<(float Real, float Imaginary)> rawArray, long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromElements<(float, float)>(Contiguous(rawArray), [rows, columns], dtype, device, requires_grad, names);
    public static Tensor tensor(
        IList<(float Real, float Imaginary)> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromElements<(float, float)>(Contiguous(rawArray), [rawArray.Count], dtype, device, requires_grad, names);
    public static Tensor tensor(float real, float imaginary, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromElements<(float, float)>([(real, imaginary)], [], dtype, device, requires_grad, null);

    public static Tensor tensor(
        (double Real, double Imaginary) scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromElements<Complex>([new Complex(scalar.Real, scalar.Imaginary)], [], dtype, device, requires_grad, null);
    public static Tensor tensor(Complex scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromElements<Complex>([scalar], [], dtype, device, requires_grad, null);
    public static Tensor tensor(
        Complex[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromElements<Complex>(Contiguous<Complex>(rawArray), Shape(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        Complex[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromElements<Complex>(Contiguous<Complex>(rawArray), Shape(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        Complex[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromElements<Complex>(Contiguous<Complex>(rawArray), Shape(rawArray), dtype, device, requires_grad, names);
    public static Tensor tensor(
        Complex[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromElements<Complex>(rawArray, dimensions.ToArray(), dtype, device, requires_grad, names);
    public static Tensor tensor(
        Complex[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromElements<Complex>(rawArray, [rawArray.Length], dtype, device, requires_grad, names);
    public static Tensor tensor(
        IList<Complex> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromElements<Complex>(Contiguous(rawArray), dimensions.ToArray(), dtype, device, requires_grad, names);
    public static Tensor tensor(
        IList<Complex> rawArray, long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromElements<Complex>(Contiguous(rawArray), [dim0, dim1, dim2, dim3], dtype, device, requires_grad, names);
    public static Tensor tensor(
        IList<Complex> rawArray, long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromElements<Complex>(Contiguous(rawArray), [dim0, dim1, dim2], dtype, device, requires_grad, names);
    public static Tensor tensor(
        IList<Complex> rawArray, long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromElements<Complex>(Contiguous(rawArray), [rows, columns], dtype, device, requires_grad, names);
    public static Tensor tensor(
        IList<Complex> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromElements<Complex>(Contiguous(rawArray), [rawArray.Count], dtype, device, requires_grad, names);
    public static Tensor tensor(
        Memory<Complex> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromElements<Complex>(rawArray.Span, dimensions.ToArray(), dtype, device, requires_grad, names);
    public static Tensor tensor(double real, double imaginary, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromElements<Complex>([new Complex(real, imaginary)], [], dtype, device, requires_grad, null);
}
