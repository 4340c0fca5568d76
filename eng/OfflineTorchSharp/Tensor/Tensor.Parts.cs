using TorchSharp.Dispatch;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor real => Aten.Call("real", this);
        public Tensor imag => Aten.Call("imag", this);
        public Tensor T => Aten.Call("numpy_T", this);
        public Tensor H => Aten.Call("matrix_H", this);
        public Tensor mT => Aten.Call("mT", this);
        public Tensor mH => Aten.Call("mH", this);

        public Tensor SparseIndices => Aten.Call("_indices", this);
        public Tensor SparseValues => Aten.Call("_values", this);
    }

    public static Tensor real(Tensor input) => input.real;
    public static Tensor imag(Tensor input) => input.imag;
    public static Tensor complex(Tensor real, Tensor imag) => Aten.Call("complex", real, imag);
    public static Tensor polar(Tensor abs, Tensor angle) => Aten.Call("polar", abs, angle);
}
