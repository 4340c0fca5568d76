using TorchSharp.Dispatch;

namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>What a function's forward leaves for its backward.</summary>
        public class AutogradContext : IDisposable
        {
            private readonly Dictionary<string, object> _data = [];

            internal AutogradContext()
            {
            }

            public bool MaterializeGrads { get; private set; } = true;

            internal List<Tensor> Kept { get; private set; } = [];

            internal List<Tensor> Dirty { get; private set; } = [];

            internal List<Tensor> NonDifferentiable { get; private set; } = [];

            /// <summary>The node in the graph, while its backward runs.</summary>
            internal nint Node { get; set; }

            public void save_for_backward(List<Tensor> tensors) => Kept = tensors;

            public unsafe List<Tensor> get_saved_variables()
            {
                if (Node == 0)
                    throw new InvalidOperationException("The saved tensors can be read only while backward runs.");
                var handles = new nint[Native.Check(Native.ots_function_saved(Node, null, 0))];
                fixed (nint* target = handles)
                    Native.Check(Native.ots_function_saved(Node, target, handles.Length));
                return Array.ConvertAll(handles, static handle => handle == 0 ? null! : Tensor.Own(handle)).ToList();
            }

            public void save_data(string key, object value) => _data[key] = value;

            public object get_data(string key) => _data[key];

            public void mark_dirty(List<Tensor> tensors) => Dirty = tensors;

            public void mark_non_differentiable(List<Tensor> tensors) => NonDifferentiable = tensors;

            public void set_materialize_grads(bool value) => MaterializeGrads = value;

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing) => _data.Clear();

            /// <summary>Drops what the graph has taken over after the forward pass.</summary>
            internal void ForgetTensors()
            {
                Kept = [];
                Dirty = [];
                NonDifferentiable = [];
            }
        }
    }
}
