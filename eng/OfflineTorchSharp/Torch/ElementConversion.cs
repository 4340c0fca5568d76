using System.Numerics;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Finds the element type of an array known only as Array.</summary>
    private static class ElementConversion
    {
        public static Tensor FromArray(Array array, ScalarType? dtype, Device? device, bool requiresGrad, string[]? names)
        {
            return Type.GetTypeCode(array.GetType().GetElementType()) switch
            {
                TypeCode.Single => From<float>(),
                TypeCode.Double => From<double>(),
                TypeCode.Int64 => From<long>(),
                TypeCode.Int32 => From<int>(),
                TypeCode.Int16 => From<short>(),
                TypeCode.Byte => From<byte>(),
                TypeCode.SByte => From<sbyte>(),
                TypeCode.Boolean => From<bool>(),
                _ when array.GetType().GetElementType() == typeof(Complex) => From<Complex>(),
                _ when array.GetType().GetElementType() == typeof((float, float)) => From<(float, float)>(),
                _ when array.GetType().GetElementType() == typeof(Half) => From<Half>(),
                _ => throw new ArgumentException($"A tensor cannot hold the elements of a {array.GetType().Name}."),
            };

            Tensor From<T>() where T : unmanaged =>
                FromElements(Contiguous<T>(array), Shape(array), dtype, device, requiresGrad, names);
        }
    }
}
