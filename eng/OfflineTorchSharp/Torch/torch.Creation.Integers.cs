using TorchSharp.Dispatch;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor randint(
        int high, int[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        Integers(0, high, Array.ConvertAll(size, static length => (long)length), generator, dtype, device, requires_grad, names);
    public static Tensor randint(
        int low, int high, int[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        Integers(low, high, Array.ConvertAll(size, static length => (long)length), generator, dtype, device, requires_grad, names);
    public static Tensor randint(
        long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        Integers(0, high, size, generator, dtype, device, requires_grad, names);
    public static Tensor randint(
        long high, Size size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        Integers(0, high, size.Shape, generator, dtype, device, requires_grad, names);
    public static Tensor randint(
        long low, long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        Integers(low, high, size, generator, dtype, device, requires_grad, names);
    public static Tensor randint(
        long low, long high, Size size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        Integers(low, high, size.Shape, generator, dtype, device, requires_grad, names);

    public static Tensor randperm(long n, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        Finish(Aten.Call("randperm.generator", n, generator, dtype ?? ScalarType.Int64, Argument.None, InitializeDevice(device)), requires_grad);

    public static Tensor randperm(long n, Tensor @out, Generator? generator = null)
    {
        Aten.CallVoid("randperm.generator_out", n, generator, @out);
        return @out;
    }

    public static int randint_int(int high, Generator? generator = null) => (int)randint_long(0, high, generator);
    public static int randint_int(int low, int high, Generator? generator = null) => (int)randint_long(low, high, generator);
    public static long randint_long(long high, Generator? generator = null) => randint_long(0, high, generator);

    public static long randint_long(long low, long high, Generator? generator = null)
    {
        using var value = randint(low, high, new long[] { 1 }, generator: generator);
        return value.ToInt64();
    }

    public static bool randint_bool(Generator? generator = null) => randint_long(0, 2, generator) != 0;

    public static double rand_float(Generator? generator = null)
    {
        using var value = rand([1L], generator: generator);
        return value.ToDouble();
    }

    public static double randn_float(Generator? generator = null)
    {
        using var value = randn([1L], generator: generator);
        return value.ToDouble();
    }

    private static Tensor Integers(
        long low, long high, long[] size, Generator? generator, ScalarType? dtype, Device? device, bool requiresGrad, string[]? names)
    {
        RefuseNames(names);
        var type = dtype ?? ScalarType.Int64;
        return Finish(
            Aten.Call("randint.low_generator", low, high, size, generator, type, Argument.None, InitializeDevice(device)), requiresGrad);
    }
}
