using System.Numerics;
using TorchSharp.Dispatch;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public static implicit operator Tensor((float, float) value) => torch.tensor(value);
        public static implicit operator Tensor((float, float)[] value) => torch.tensor(value);
        public static implicit operator Tensor(Complex value) => torch.tensor(value);
        public static implicit operator Tensor(Complex[] value) => torch.tensor(value);
        public static implicit operator Tensor(Scalar scalar) => Aten.Call("scalar_tensor", scalar, scalar.Type);
        public static implicit operator Tensor(bool value) => torch.tensor(value);
        public static implicit operator Tensor(bool[] value) => torch.tensor(value);
        public static implicit operator Tensor(byte value) => torch.tensor(value);
        public static implicit operator Tensor(byte[] value) => torch.tensor(value);
        public static implicit operator Tensor(double value) => torch.tensor(value);
        public static implicit operator Tensor(double[] value) => torch.tensor(value);
        public static implicit operator Tensor(float value) => torch.tensor(value);
        public static implicit operator Tensor(float[] value) => torch.tensor(value);
        public static implicit operator Tensor(int value) => torch.tensor(value);
        public static implicit operator Tensor(int[] value) => torch.tensor(value);
        public static implicit operator Tensor(long value) => torch.tensor(value);
        public static implicit operator Tensor(long[] value) => torch.tensor(value);
        public static implicit operator Tensor(sbyte value) => torch.tensor(value);
        public static implicit operator Tensor(sbyte[] value) => torch.tensor(value);
        public static implicit operator Tensor(short value) => torch.tensor(value);
        public static implicit operator Tensor(short[] value) => torch.tensor(value);
    }
}
