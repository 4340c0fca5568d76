using System.Runtime.InteropServices;

namespace TorchSharp.Dispatch;

/// <summary>The kinds of value that cross to the native half; mirrors Kind in operators.cpp.</summary>
internal enum ArgumentKind
{
    Default,
    None,
    Tensor,
    Int,
    Double,
    Bool,
    Complex,
    String,
    IntList,
    DoubleList,
    TensorList,
    Generator,
    Device,
}

/// <summary>A value as it crosses; mirrors Value in operators.cpp.</summary>
[StructLayout(LayoutKind.Explicit, Size = 24)]
internal struct NativeValue
{
    [FieldOffset(0)] public ArgumentKind Kind;
    [FieldOffset(4)] public int Count;
    [FieldOffset(8)] public long Integer;
    [FieldOffset(8)] public double Real;
    [FieldOffset(8)] public nint Pointer;
    [FieldOffset(16)] public double Imaginary;
}
