using TorchSharp.Dispatch;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor clone() => Aten.Call("clone", this);
        public Tensor contiguous() => Aten.Call("contiguous", this);
        public Tensor copy_(Tensor source, bool nonBlocking = false) => Aten.CallInPlace("copy_", this, source, nonBlocking);
        public Tensor fill_(Scalar value) => Aten.CallInPlace("fill_.Scalar", this, value);
        public Tensor set_(Tensor source) => Aten.CallInPlace("set_.source_Tensor", this, source);
        public Tensor to_dense() => Aten.Call("to_dense", this);
        public Tensor zero_() => Aten.CallInPlace("zero_", this);
    }
}
