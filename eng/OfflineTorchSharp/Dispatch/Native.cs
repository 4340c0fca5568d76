using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp.Dispatch;

/// <summary>The C interface of the native half, Native/operators.cpp and Native/autograd.cpp.</summary>
internal static unsafe partial class Native
{
    private const string Library = "OfflineTorchSharp";
    private const string Advice = "sudo apt-get install libtorch-dev libopenblas0 g++";

    static Native() => NativeLibrary.SetDllImportResolver(typeof(Native).Assembly, Resolve);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != Library)
            return 0;
        var file = Path.Combine(AppContext.BaseDirectory, "libOfflineTorchSharp.so");
        if (!File.Exists(file))
            file = Path.Combine(Path.GetDirectoryName(assembly.Location) ?? ".", "libOfflineTorchSharp.so");
        try
        {
            return NativeLibrary.Load(file);
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
        {
            throw new DllNotFoundException(
                $"TorchSharp's offline stand-in cannot load {file} or the libtorch it needs. "
                + $"Install libtorch and build again: {Advice}. The loader said: {exception.Message}", exception);
        }
    }

    /// <summary>Turns a negative status into the exception TorchSharp throws for libtorch's errors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Check(int status)
    {
        if (status < 0)
            Throw();
        return status;
    }

    private static void Throw() => throw new ExternalException(Marshal.PtrToStringUTF8(ots_last_error()));

    [LibraryImport(Library)] private static partial nint ots_last_error();
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial int ots_find(string name, string overload, out nint result);
    [LibraryImport(Library)] public static partial int ots_call(nint op, NativeValue* arguments, int count, NativeValue* results, int capacity);
    [LibraryImport(Library)] public static partial void ots_take(NativeValue* target);

    [LibraryImport(Library)] public static partial void ots_tensor_free(nint handle);
    [LibraryImport(Library), SuppressGCTransition] public static partial nint ots_tensor_alias(nint handle);
    [LibraryImport(Library), SuppressGCTransition] public static partial long ots_tensor_dim(nint handle);
    [LibraryImport(Library), SuppressGCTransition] public static partial long ots_tensor_numel(nint handle);
    [LibraryImport(Library), SuppressGCTransition] public static partial int ots_tensor_dtype(nint handle);
    [LibraryImport(Library), SuppressGCTransition] public static partial int ots_tensor_device_type(nint handle);
    [LibraryImport(Library), SuppressGCTransition] public static partial int ots_tensor_device_index(nint handle);
    [LibraryImport(Library), SuppressGCTransition] public static partial int ots_tensor_is_sparse(nint handle);
    [LibraryImport(Library), SuppressGCTransition] public static partial int ots_tensor_requires_grad(nint handle);
    [LibraryImport(Library), SuppressGCTransition] public static partial int ots_tensor_is_leaf(nint handle);
    [LibraryImport(Library), SuppressGCTransition] public static partial int ots_tensor_view_bits(nint handle);
    [LibraryImport(Library), SuppressGCTransition] public static partial int ots_tensor_is_contiguous(nint handle);
    [LibraryImport(Library)] public static partial int ots_tensor_sizes(nint handle, long* target);
    [LibraryImport(Library)] public static partial int ots_tensor_strides(nint handle, long* target);
    [LibraryImport(Library)] public static partial int ots_tensor_storage_offset(nint handle, out long result);
    [LibraryImport(Library)] public static partial int ots_tensor_data(nint handle, out nint result);
    [LibraryImport(Library)] public static partial int ots_tensor_storage(nint handle, out nint data, out long bytes);

    [LibraryImport(Library)] public static partial int ots_tensor_grad(nint handle, out nint result);
    [LibraryImport(Library)] public static partial int ots_tensor_set_grad(nint handle, nint value);
    [LibraryImport(Library)] public static partial int ots_tensor_set_requires_grad(nint handle, int value);
    [LibraryImport(Library)] public static partial int ots_tensor_retain_grad(nint handle);
    [LibraryImport(Library)]
    public static partial int ots_backward(
        nint* outputs, int outputCount, nint* gradients, int gradientCount, int retainGraph, int createGraph, nint* inputs, int inputCount);
    [LibraryImport(Library)]
    public static partial int ots_grad(
        nint* outputs, int outputCount, nint* gradients, int gradientCount, int retainGraph, int createGraph, int allowUnused,
        nint* inputs, int inputCount, nint* results);
    [LibraryImport(Library), SuppressGCTransition] public static partial int ots_grad_mode();
    [LibraryImport(Library), SuppressGCTransition] public static partial void ots_set_grad_mode(int enabled);
    [LibraryImport(Library), SuppressGCTransition] public static partial int ots_inference_mode();
    [LibraryImport(Library)] public static partial nint ots_enter_inference_mode(int enabled);
    [LibraryImport(Library)] public static partial void ots_leave_inference_mode(nint guard);
    [LibraryImport(Library)] public static partial int ots_anomaly_mode();
    [LibraryImport(Library)] public static partial void ots_set_anomaly_mode(int enabled, int checkNan);

    [LibraryImport(Library)]
    public static partial void ots_function_callbacks(
        delegate* unmanaged<nint, nint, nint*, int, nint*, int, byte**, int> backward, delegate* unmanaged<nint, void> release);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ots_function_record(
        nint state, string name, int materialize, nint* inputs, int inputCount, nint* outputs, int outputCount, nint* fixedOutputs, int fixedCount,
        nint* dirty, int dirtyCount, nint* kept, int keptCount, nint* results);
    [LibraryImport(Library)] public static partial int ots_function_saved(nint node, nint* results, int capacity);

    [LibraryImport(Library)] public static partial nint ots_generator_default();
    [LibraryImport(Library)] public static partial nint ots_generator_new(ulong seed);
    [LibraryImport(Library)] public static partial void ots_generator_free(nint handle);
    [LibraryImport(Library)] public static partial void ots_generator_set_seed(nint handle, ulong seed);
    [LibraryImport(Library)] public static partial ulong ots_generator_reseed(nint handle);
    [LibraryImport(Library)] public static partial ulong ots_generator_seed(nint handle);
    [LibraryImport(Library)] public static partial int ots_generator_state(nint handle, out nint result);
    [LibraryImport(Library)] public static partial int ots_generator_set_state(nint handle, nint state);

    [LibraryImport(Library)] public static partial int ots_default_dtype();
    [LibraryImport(Library)] public static partial int ots_set_default_dtype(int dtype);
    [LibraryImport(Library)] public static partial int ots_threads();
    [LibraryImport(Library)] public static partial int ots_interop_threads();
    [LibraryImport(Library)] public static partial int ots_set_threads(int count);
    [LibraryImport(Library)] public static partial int ots_set_interop_threads(int count);
}
