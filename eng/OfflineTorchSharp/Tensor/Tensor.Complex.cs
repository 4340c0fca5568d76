using TorchSharp.Dispatch;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor conj() => Aten.Call("conj", this);
        public Tensor conj_physical() => Aten.Call("conj_physical", this);
        public Tensor conj_physical_() => Aten.CallInPlace("conj_physical_", this);
        public Tensor resolve_conj() => Aten.Call("resolve_conj", this);
        public Tensor resolve_neg() => Aten.Call("resolve_neg", this);
        public Tensor view_as_complex() => Aten.Call("view_as_complex", this);
        public Tensor view_as_real() => Aten.Call("view_as_real", this);
    }
}
