using System.Runtime.InteropServices;
using TorchSharp.Dispatch;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor full_like(
        Tensor input, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        full(input.shape, value, dtype ?? input.dtype, device ?? input.device, requires_grad, names);

    public static Tensor zeros_like(
        Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        CreateLike("zeros_like", input, dtype, device, requires_grad, names);

    public static Tensor ones_like(
        Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        CreateLike("ones_like", input, dtype, device, requires_grad, names);

    public static Tensor empty_like(
        Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        CreateLike("empty_like", input, dtype, device, requires_grad, names);

    public static Tensor rand_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        CreateLike("rand_like", input, dtype, device, requires_grad, null);

    public static Tensor randn_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        CreateLike("randn_like", input, dtype, device, requires_grad, null);

    public static Tensor randint_like(Tensor input, long low, long high, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        randint(low, high, input.shape, dtype ?? input.dtype, device ?? input.device, requires_grad);

    public static Tensor empty_strided(
        long[] size, long[] strides, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        RefuseNames(names);
        return Finish(Aten.Call("empty_strided", size, strides, dtype, Argument.None, InitializeDevice(device)), requires_grad);
    }

    public static Tensor eye(
        long rows, long columns = -1, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        RefuseNames(names);
        return Finish(
            Aten.Call("eye.m", rows, columns == -1 ? rows : columns, dtype, Argument.None, InitializeDevice(device)), requires_grad);
    }

    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(0, stop, 1, dtype, device, requires_grad);

    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(start, stop, 1, dtype, device, requires_grad);

    public static Tensor arange(
        Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        var integral = is_integral(start.Type) && is_integral(stop.Type) && is_integral(step.Type);
        var type = dtype ?? (integral ? ScalarType.Int64 : get_default_dtype());
        return Finish(Aten.Call("arange.start_step", start, stop, step, type, Argument.None, InitializeDevice(device)), requires_grad);
    }

    public static Tensor linspace(
        double start, double end, long steps, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(Aten.Call("linspace", start, end, steps, dtype, Argument.None, InitializeDevice(device)), requires_grad);

    public static Tensor logspace(
        double start, double end, long steps, double @base = 10, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(Aten.Call("logspace", start, end, steps, @base, dtype, Argument.None, InitializeDevice(device)), requires_grad);

    public static Tensor tril_indices(long row, long col, long offset = 0, ScalarType dtype = ScalarType.Int64, Device? device = null) =>
        Aten.Call("tril_indices", row, col, offset, dtype, Argument.None, InitializeDevice(device));

    public static Tensor triu_indices(long row, long col, long offset = 0, ScalarType dtype = ScalarType.Int64, Device? device = null) =>
        Aten.Call("triu_indices", row, col, offset, dtype, Argument.None, InitializeDevice(device));

    public static Tensor sparse_coo_tensor(
        Tensor indices, Tensor values, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        RefuseNames(names);
        return Finish(
            Aten.Call("sparse_coo_tensor.indices_size", indices, values, size, dtype ?? values.dtype, Argument.None, device), requires_grad);
    }

    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, null, device);

    public static Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        ElementConversion.FromArray(rawArray, dtype, device, requires_grad, names);

    private static Tensor Create(
        string op, long[] size, ScalarType? dtype, Device? device, bool requiresGrad, string[]? names)
    {
        RefuseNames(names);
        return Finish(Aten.Call(op, size, dtype, Argument.None, InitializeDevice(device)), requiresGrad);
    }

    private static Tensor Create(
        string op, long[] size, Scalar value, ScalarType? dtype, Device? device, bool requiresGrad, string[]? names)
    {
        RefuseNames(names);
        return Finish(Aten.Call(op, size, value, dtype, Argument.None, InitializeDevice(device)), requiresGrad);
    }

    private static Tensor CreateRandom(
        string op, long[] size, Generator? generator, ScalarType? dtype, Device? device, bool requiresGrad, string[]? names)
    {
        RefuseNames(names);
        return Finish(Aten.Call(op, size, generator, dtype, Argument.None, InitializeDevice(device)), requiresGrad);
    }

    private static Tensor CreateLike(string op, Tensor input, ScalarType? dtype, Device? device, bool requiresGrad, string[]? names)
    {
        RefuseNames(names);
        return Finish(Aten.Call(op, input, dtype, Argument.None, device), requiresGrad);
    }

    /// <summary>Copies managed elements into a new tensor of the given shape, converted to the wanted type and device.</summary>
    private static Tensor FromElements<T>(
        ReadOnlySpan<T> elements, long[] shape, ScalarType? dtype, Device? device, bool requiresGrad, string[]? names) where T : unmanaged
    {
        RefuseNames(names);
        var type = Tensor.ElementTypeOf<T>() ?? throw new ArgumentException($"A tensor cannot hold elements of type {typeof(T).Name}.");
        if (shape.TotalSize() != elements.Length)
            throw new ArgumentException($"{elements.Length} elements do not fill a tensor of shape [{string.Join(", ", shape)}].");
        var tensor = Aten.Call("empty.memory_format", shape, type);
        MemoryMarshal.AsBytes(elements).CopyTo(tensor.bytes);
        var target = InitializeDevice(device);
        if ((dtype is null || dtype == type) && target.type == DeviceType.CPU)
            return Finish(tensor, requiresGrad);
        using (tensor)
            return Finish(tensor.to(dtype ?? type, target), requiresGrad);
    }

    private static Tensor Finish(Tensor tensor, bool requiresGrad) => requiresGrad ? tensor.requires_grad_() : tensor;

    private static ScalarType TypeToFill(Scalar value) => is_integral(value.Type) ? ScalarType.Int64 : get_default_dtype();

    private static void RefuseNames(string[]? names)
    {
        if (names is { Length: > 0 })
            throw new NotSupportedException("TorchSharp's offline stand-in has no named dimensions; leave 'names' out.");
    }

    private static ReadOnlySpan<T> Contiguous<T>(IList<T> list) => list is T[] array ? array : list.ToArray();

    private static ReadOnlySpan<T> Contiguous<T>(Array array) where T : unmanaged => array.Length == 0
        ? []
        : MemoryMarshal.CreateReadOnlySpan(ref System.Runtime.CompilerServices.Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array)), array.Length);

    private static long[] Shape(Array array) => Enumerable.Range(0, array.Rank).Select(array.GetLongLength).ToArray();
}
