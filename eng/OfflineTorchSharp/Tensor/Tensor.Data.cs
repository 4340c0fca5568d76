using System.Numerics;
using TorchSharp.Dispatch;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The elements' memory as bytes, in place. The tensor must be contiguous and on the CPU.</summary>
        public unsafe Span<byte> bytes
        {
            get
            {
                if (!is_contiguous())
                    throw new InvalidOperationException("The bytes of a tensor can be read in place only when it is contiguous.");
                return new Span<byte>((void*)HostPointer(), checked((int)(NumberOfElements * ElementSize)));
            }
            set
            {
                var target = bytes;
                if (value.Length != target.Length)
                    throw new ArgumentException($"The tensor has {target.Length} bytes, and {value.Length} were given.");
                value.CopyTo(target);
            }
        }

        /// <summary>Reads and writes the elements in place, whatever the strides.</summary>
        public TensorAccessor<T> data<T>() where T : unmanaged
        {
            RequireElement<T>();
            return new TensorAccessor<T>(this);
        }

        /// <summary>The value of a tensor with a single element, of exactly the element's type.</summary>
        public T item<T>() where T : unmanaged
        {
            if (NumberOfElements != 1)
                throw new ArgumentException($"item() needs a tensor with a single element, and this one has {NumberOfElements}.");
            RequireElement<T>();
            using var dense = is_sparse ? to_dense() : null;
            var value = (dense ?? this).ReadElement<T>(0);
            GC.KeepAlive(this);
            return value;
        }

        public Scalar ToScalar()
        {
            var value = Aten.CallNumber("_local_scalar_dense", this);
            return value.Kind switch
            {
                ArgumentKind.Double => new Scalar(dtype, value.Real),
                ArgumentKind.Complex => new Scalar(dtype, value.Real, value.Imaginary),
                ArgumentKind.Bool => value.Integer != 0,
                _ => value.Integer,
            };
        }

        public T ReadCpuValue<T>(long i) where T : unmanaged
        {
            if ((ulong)i >= (ulong)NumberOfElements)
                throw new IndexOutOfRangeException($"The tensor has {NumberOfElements} elements; there is none at {i}.");
            return ReadElement<T>(i);
        }

        public byte ReadCpuByte(long i) => ReadCpuValue<byte>(i);
        public sbyte ReadCpuSByte(long i) => ReadCpuValue<sbyte>(i);
        public short ReadCpuInt16(long i) => ReadCpuValue<short>(i);
        public int ReadCpuInt32(long i) => ReadCpuValue<int>(i);
        public long ReadCpuInt64(long i) => ReadCpuValue<long>(i);
        public float ReadCpuSingle(long i) => ReadCpuValue<float>(i);
        public double ReadCpuDouble(long i) => ReadCpuValue<double>(i);
        public bool ReadCpuBool(long i) => ReadCpuValue<bool>(i);
        public float ReadCpuFloat16(long i) => (float)ReadCpuValue<Half>(i);
        public float ReadCpuBFloat16(long i) => BitConverter.Int32BitsToSingle(ReadCpuValue<ushort>(i) << 16);

        public static explicit operator bool(Tensor value) => value.ToBoolean();
        public static explicit operator byte(Tensor value) => value.ToByte();
        public static explicit operator sbyte(Tensor value) => value.ToSByte();
        public static explicit operator short(Tensor value) => value.ToInt16();
        public static explicit operator int(Tensor value) => value.ToInt32();
        public static explicit operator long(Tensor value) => value.ToInt64();
        public static explicit operator float(Tensor value) => value.ToSingle();
        public static explicit operator double(Tensor value) => value.ToDouble();

        internal nint HostPointer()
        {
            if (device_type != DeviceType.CPU)
                throw new InvalidOperationException($"The memory of a tensor on {device} cannot be read; copy the tensor to the CPU first.");
            Native.Check(Native.ots_tensor_data(Handle, out var pointer));
            return pointer;
        }

        internal unsafe T ReadElement<T>(long offset) where T : unmanaged => ((T*)HostPointer())[offset];

        /// <summary>The element types a tensor may be read as.</summary>
        internal static ScalarType? ElementTypeOf<T>()
        {
            if (typeof(T) == typeof(float)) return ScalarType.Float32;
            if (typeof(T) == typeof(double)) return ScalarType.Float64;
            if (typeof(T) == typeof(long)) return ScalarType.Int64;
            if (typeof(T) == typeof(int)) return ScalarType.Int32;
            if (typeof(T) == typeof(bool)) return ScalarType.Bool;
            if (typeof(T) == typeof(byte)) return ScalarType.Byte;
            if (typeof(T) == typeof(sbyte)) return ScalarType.Int8;
            if (typeof(T) == typeof(short)) return ScalarType.Int16;
            if (typeof(T) == typeof(Half)) return ScalarType.Float16;
            if (typeof(T) == typeof((float, float))) return ScalarType.ComplexFloat32;
            if (typeof(T) == typeof(Complex)) return ScalarType.ComplexFloat64;
            return null;
        }

        private void RequireElement<T>()
        {
            if (ElementTypeOf<T>() != dtype)
                throw new ArgumentException($"A tensor of {dtype} cannot be read as {typeof(T).Name}; convert it first, for example with to_type.");
        }
    }
}
