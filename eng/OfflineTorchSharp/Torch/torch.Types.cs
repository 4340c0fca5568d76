using TorchSharp.Dispatch;

namespace TorchSharp;

public static partial class torch
{
    public static ScalarType uint8 = ScalarType.Byte;
    public static ScalarType int8 = ScalarType.Int8;
    public static ScalarType int16 = ScalarType.Int16;
    public static ScalarType int32 = ScalarType.Int32;
    public static ScalarType int64 = ScalarType.Int64;
    public static ScalarType float16 = ScalarType.Float16;
    public static ScalarType bfloat16 = ScalarType.BFloat16;
    public static ScalarType float32 = ScalarType.Float32;
    public static ScalarType float64 = ScalarType.Float64;
    public static ScalarType complex64 = ScalarType.ComplexFloat32;
    public static ScalarType complex128 = ScalarType.ComplexFloat64;
    public static ScalarType cfloat = ScalarType.ComplexFloat32;
    public static ScalarType cdouble = ScalarType.ComplexFloat64;
    public static ScalarType half = ScalarType.Float16;
    public static ScalarType @bool = ScalarType.Bool;
    public static ScalarType @short = ScalarType.Int16;
    public static ScalarType @int = ScalarType.Int32;
    public static ScalarType @long = ScalarType.Int64;
    public static ScalarType @float = ScalarType.Float32;
    public static ScalarType @double = ScalarType.Float64;

    public static bool is_floating_point(ScalarType type) =>
        type is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64;

    public static bool is_complex(ScalarType type) => type is ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64;

    public static bool is_integral(ScalarType type) =>
        type is ScalarType.Byte or ScalarType.Int8 or ScalarType.Int16 or ScalarType.Int32 or ScalarType.Int64;

    public static bool is_floating_point(Tensor input) => input.is_floating_point();
    public static bool is_complex(Tensor input) => input.is_complex();
    public static bool is_integral(Tensor t) => t.is_integral();

    public static ScalarType get_default_dtype() => (ScalarType)Native.ots_default_dtype();

    public static void set_default_dtype(ScalarType dtype) => Native.Check(Native.ots_set_default_dtype((int)dtype));

    public static void set_default_tensor_type(Tensor t) => set_default_dtype(t.dtype);

    public static ScalarType promote_types(ScalarType type1, ScalarType type2)
    {
        using var first = zeros(1, dtype: type1);
        using var second = zeros(1, dtype: type2);
        return result_type(first, second);
    }

    public static ScalarType result_type(Tensor tensor1, Tensor tensor2) => (ScalarType)Aten.CallNumber("result_type.Tensor", tensor1, tensor2).Integer;

    public static bool can_cast(ScalarType from, ScalarType to) => Aten.CallBool("can_cast", from, to);

    public static long max_int_value(ScalarType type) => type switch
    {
        ScalarType.Byte => byte.MaxValue,
        ScalarType.Int8 => sbyte.MaxValue,
        ScalarType.Int16 => short.MaxValue,
        ScalarType.Int32 => int.MaxValue,
        ScalarType.Int64 => long.MaxValue,
        ScalarType.Bool => 1,
        ScalarType.BFloat16 => 256,
        ScalarType.Float16 => 2048,
        ScalarType.Float32 or ScalarType.ComplexFloat32 => 16777216,
        ScalarType.Float64 or ScalarType.ComplexFloat64 => 9007199254740992,
        _ => throw new ArgumentException($"{type} has no largest integer value.", nameof(type)),
    };
}
