using System.Globalization;

namespace TorchSharp;

public enum TensorStringStyle
{
    Metadata = 0,
    Julia = 1,
    Numpy = 2,
    CSharp = 3,
    Default = 4,
}

public static partial class torch
{
    public partial class Tensor
    {
        public string ToString(
            TensorStringStyle style, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null, string? newLine = null) =>
            style == TensorStringStyle.Metadata ? ToString() : TensorText.Write(this, fltFormat, cultureInfo, newLine);

        public string ToString(
            bool disamb, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null, string? newLine = null) =>
            disamb ? TensorText.Write(this, fltFormat, cultureInfo, newLine) : ToString();

        /// <summary>The elements as .NET values: one value for a scalar, nested arrays of objects otherwise.</summary>
        public object tolist()
        {
            if (Dimensions > 0)
                return Enumerable.Range(0, (int)size(0)).Select(i => { using var entry = this[i]; return entry.tolist(); }).ToArray();
            var value = ToScalar();
            return dtype switch
            {
                ScalarType.Bool => value.ToBoolean(),
                ScalarType.Float32 or ScalarType.Float16 or ScalarType.BFloat16 => value.ToSingle(),
                ScalarType.Float64 => value.ToDouble(),
                ScalarType.Byte => value.ToByte(),
                ScalarType.Int8 => value.ToSByte(),
                ScalarType.Int16 => value.ToInt16(),
                ScalarType.Int32 => value.ToInt32(),
                ScalarType.ComplexFloat32 => value.ToComplexFloat32(),
                ScalarType.ComplexFloat64 => value.ToComplexFloat64(),
                _ => value.ToInt64(),
            };
        }
    }
}

public static partial class TensorExtensionMethods
{
    public static string str(
        this torch.Tensor tensor, string? fltFormat = null, int? width = null, string? newLine = null, CultureInfo? cultureInfo = null,
        TensorStringStyle style = TensorStringStyle.Default) =>
        tensor.ToString(style, fltFormat, width, cultureInfo, newLine);

    public static string metastr(this torch.Tensor tensor) => tensor.ToString();

    public static string jlstr(
        this torch.Tensor tensor, string? fltFormat = null, int? width = null, string? newLine = null, CultureInfo? cultureInfo = null) =>
        tensor.ToString(TensorStringStyle.Julia, fltFormat, width, cultureInfo, newLine);

    public static string npstr(
        this torch.Tensor tensor, string? fltFormat = "g5", int? width = 100, string? newLine = null, CultureInfo? cultureInfo = null) =>
        tensor.ToString(TensorStringStyle.Numpy, fltFormat, width, cultureInfo, newLine);

    public static string cstr(
        this torch.Tensor tensor, string? fltFormat = "g5", int? width = 100, string? newLine = null, CultureInfo? cultureInfo = null) =>
        tensor.ToString(TensorStringStyle.CSharp, fltFormat, width, cultureInfo, newLine);

    public static torch.Tensor print(
        this torch.Tensor t, string? fltFormat = "g5", int? width = 100, string? newLine = null, CultureInfo? cultureInfo = null,
        TensorStringStyle style = TensorStringStyle.Default)
    {
        Console.WriteLine(t.ToString(style, fltFormat, width, cultureInfo, newLine));
        return t;
    }
}
