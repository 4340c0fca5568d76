using TorchSharp.Dispatch;

namespace TorchSharp;

public static partial class torch
{
    public static bool is_tensor(object obj) => obj is Tensor;
    public static long numel(Tensor input) => input.numel();
    public static bool is_nonzero(Tensor input) => input.is_nonzero();
    public static bool is_conj(Tensor input) => input.is_conj();

    public static Tensor normal(Tensor mean, Tensor std, Generator? generator = null) => Aten.Call("normal.Tensor_Tensor", mean, std, generator);

    public static Tensor normal(
        double mean, double std, ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null)
    {
        using var standard = randn(size, dtype, device, generator: generator, names: names);
        return Finish(standard.mul(std).add_(mean), requires_grad);
    }

    public static Tensor FloatTensor(Tensor t) => t.to(ScalarType.Float32);
    public static Tensor DoubleTensor(Tensor t) => t.to(ScalarType.Float64);
    public static Tensor ByteTensor(Tensor t) => t.to(ScalarType.Byte);
    public static Tensor ShortTensor(Tensor t) => t.to(ScalarType.Int16);
    public static Tensor IntTensor(Tensor t) => t.to(ScalarType.Int32);
    public static Tensor LongTensor(Tensor t) => t.to(ScalarType.Int64);
    public static Tensor BoolTensor(Tensor t) => t.to(ScalarType.Bool);
}
