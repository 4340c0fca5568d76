using TorchSharp.Dispatch;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public bool is_leaf => Native.ots_tensor_is_leaf(Handle) != 0;

        public bool requires_grad
        {
            get => Native.ots_tensor_requires_grad(Handle) != 0;
            set => Native.Check(Native.ots_tensor_set_requires_grad(Handle, value ? 1 : 0));
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        /// <summary>The gradient accumulated so far, in a new wrapper on each read, or null.</summary>
        public Tensor? grad
        {
            get
            {
                Native.Check(Native.ots_tensor_grad(Handle, out var gradient));
                GC.KeepAlive(this);
                return gradient == 0 ? null : Own(gradient);
            }
            set
            {
                Native.Check(Native.ots_tensor_set_grad(Handle, value is null ? 0 : value.Handle));
                GC.KeepAlive(this);
                GC.KeepAlive(value);
            }
        }

        public void retain_grad() => Native.Check(Native.ots_tensor_retain_grad(Handle));

        public void backward() => autograd.Backward([this], null, retainGraph: false, createGraph: false, null);

        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.Backward([this], grad_tensors, retain_graph, create_graph, inputs);

        public Tensor detach() => Aten.Call("detach", this);
        public Tensor detach_() => Aten.CallInPlace("detach_", this);

        /// <summary>A new wrapper around the same tensor: no copy and no node in the graph.</summary>
        public Tensor alias()
        {
            var copy = Own(Native.ots_tensor_alias(Handle));
            GC.KeepAlive(this);
            return copy;
        }
    }
}
