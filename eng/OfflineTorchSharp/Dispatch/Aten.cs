using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using static TorchSharp.torch;

namespace TorchSharp.Dispatch;

/// <summary>
/// Calls libtorch's operators by the name and overload of their schema ("relu", "add.Tensor"). Arguments are positional;
/// trailing ones may be left out and take the schema's defaults.
/// </summary>
[SkipLocalsInit]
internal static unsafe class Aten
{
    private const int ResultCapacity = 8;
    private const int ScratchOnStack = 64;

    private static readonly ConcurrentDictionary<string, nint> Operators = new();

    /// <summary>Calls an operator with one tensor as its result.</summary>
    public static Tensor Call(string op, params ReadOnlySpan<Argument> arguments)
    {
        NativeValue result;
        var count = Invoke(op, arguments, &result, 1);
        if (count != 1 || result.Kind != ArgumentKind.Tensor)
            throw new InvalidOperationException($"aten::{op} does not return a single tensor.");
        return Tensor.Own(result.Pointer);
    }

    /// <summary>Calls an operator with several tensors as its result; a list counts as its items.</summary>
    public static Tensor[] CallMany(string op, params ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc NativeValue[ResultCapacity];
        var count = Invoke(op, arguments, results, ResultCapacity);
        if (count <= ResultCapacity)
            return Wrap(new ReadOnlySpan<NativeValue>(results, count));
        var many = new NativeValue[count];
        fixed (NativeValue* target = many)
            Native.ots_take(target);
        return Wrap(many);
    }

    public static (Tensor, Tensor) CallTwo(string op, params ReadOnlySpan<Argument> arguments) =>
        CallMany(op, arguments) is [var first, var second, ..] ? (first, second) : throw new InvalidOperationException(op);

    public static (Tensor, Tensor, Tensor) CallThree(string op, params ReadOnlySpan<Argument> arguments) =>
        CallMany(op, arguments) is [var first, var second, var third, ..] ? (first, second, third) : throw new InvalidOperationException(op);

    /// <summary>Calls an operator for its effect.</summary>
    public static void CallVoid(string op, params ReadOnlySpan<Argument> arguments) => Invoke(op, arguments, null, 0);

    /// <summary>Calls an operator that writes into its first argument, and returns that argument.</summary>
    public static Tensor CallInPlace(string op, Tensor self, params ReadOnlySpan<Argument> arguments)
    {
        Span<Argument> all = [self, default, default, default, default, default, default, default];
        arguments.CopyTo(all[1..]);
        Invoke(op, all[..(arguments.Length + 1)], null, 0);
        return self;
    }

    /// <summary>Calls an operator that writes into the tensor given last, and returns that tensor.</summary>
    public static Tensor CallInto(string op, Tensor target, params ReadOnlySpan<Argument> arguments)
    {
        Invoke(op, arguments, null, 0);
        return target;
    }

    /// <summary>Calls an operator that returns a truth value.</summary>
    public static bool CallBool(string op, params ReadOnlySpan<Argument> arguments) => CallNumber(op, arguments).Integer != 0;

    /// <summary>Calls an operator that returns a number or a truth value.</summary>
    public static NativeValue CallNumber(string op, params ReadOnlySpan<Argument> arguments)
    {
        NativeValue result;
        Invoke(op, arguments, &result, 1);
        return result;
    }

    private static Tensor[] Wrap(ReadOnlySpan<NativeValue> values)
    {
        var tensors = new Tensor[values.Length];
        for (var i = 0; i < tensors.Length; i++)
            tensors[i] = values[i].Pointer == 0 ? null! : Tensor.Own(values[i].Pointer);
        return tensors;
    }

    private static nint Find(string op) => Operators.GetOrAdd(op, static name =>
    {
        var dot = name.IndexOf('.');
        Native.Check(Native.ots_find(dot < 0 ? name : name[..dot], dot < 0 ? "" : name[(dot + 1)..], out var handle));
        return handle;
    });

    private static int Invoke(string op, ReadOnlySpan<Argument> arguments, NativeValue* results, int capacity)
    {
        var handle = Find(op);
        var words = 0;
        foreach (ref readonly var argument in arguments)
            words += Words(argument);
        var scratch = words <= ScratchOnStack ? stackalloc long[words] : new long[words];
        var values = stackalloc NativeValue[arguments.Length];
        int count;
        fixed (long* start = scratch)
        {
            var free = start;
            for (var i = 0; i < arguments.Length; i++)
                Fill(arguments[i], ref values[i], ref free);
            count = Native.ots_call(handle, values, arguments.Length, results, capacity);
        }
        foreach (ref readonly var argument in arguments)
            GC.KeepAlive(argument.Reference);
        return Native.Check(count);
    }

    /// <summary>How many eight-byte words of scratch memory an argument's list or text needs.</summary>
    private static int Words(in Argument argument) => argument.Kind switch
    {
        ArgumentKind.IntList => ((long[])argument.Reference!).Length,
        ArgumentKind.DoubleList => ((double[])argument.Reference!).Length,
        ArgumentKind.TensorList => ((Tensor?[])argument.Reference!).Length,
        ArgumentKind.String => (Encoding.UTF8.GetMaxByteCount(((string)argument.Reference!).Length) + 7) / 8,
        _ => 0,
    };

    private static void Fill(in Argument argument, ref NativeValue value, ref long* free)
    {
        value.Kind = argument.Kind;
        value.Integer = argument.Integer;
        switch (argument.Kind)
        {
            case ArgumentKind.Tensor:
                value.Pointer = ((Tensor)argument.Reference!).Handle;
                return;
            case ArgumentKind.Generator:
                value.Pointer = ((Generator)argument.Reference!).Handle;
                return;
            case ArgumentKind.Complex:
                value.Imaginary = argument.Imaginary;
                return;
            case ArgumentKind.Device:
                value.Count = argument.Index;
                return;
            case ArgumentKind.IntList:
                var integers = (long[])argument.Reference!;
                integers.CopyTo(new Span<long>(free, integers.Length));
                Take(ref value, ref free, integers.Length);
                return;
            case ArgumentKind.DoubleList:
                var doubles = (double[])argument.Reference!;
                doubles.CopyTo(new Span<double>(free, doubles.Length));
                Take(ref value, ref free, doubles.Length);
                return;
            case ArgumentKind.TensorList:
                var tensors = (Tensor?[])argument.Reference!;
                for (var i = 0; i < tensors.Length; i++)
                    free[i] = tensors[i] is { } tensor ? tensor.Handle : 0;
                Take(ref value, ref free, tensors.Length);
                return;
            case ArgumentKind.String:
                var text = (string)argument.Reference!;
                value.Pointer = (nint)free;
                value.Count = Encoding.UTF8.GetBytes(text, new Span<byte>(free, Encoding.UTF8.GetMaxByteCount(text.Length)));
                free += Words(argument);
                return;
        }
    }

    private static void Take(ref NativeValue value, ref long* free, int words)
    {
        value.Pointer = (nint)free;
        value.Count = words;
        free += words;
    }
}
