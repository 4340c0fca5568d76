using TorchSharp.Dispatch;

namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>
        /// Gradients of the outputs by the inputs, without touching their grad fields; an input that was not used has an invalid
        /// tensor for its gradient. As in TorchSharp, create_graph alone does not keep the graph: a second derivative through it
        /// needs retain_graph too.
        /// </summary>
        public static unsafe IList<Tensor> grad(
            IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null,
            bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            var results = new nint[inputs.Count];
            fixed (nint* outputHandles = Handles(outputs), inputHandles = Handles(inputs), gradientHandles = Handles(grad_outputs), target = results)
            {
                Native.Check(Native.ots_grad(
                    outputHandles, outputs.Count, gradientHandles, grad_outputs?.Count ?? 0, Flag(retain_graph),
                    Flag(create_graph), Flag(allow_unused), inputHandles, inputs.Count, target));
            }
            KeepAlive(outputs, inputs, grad_outputs);
            return Array.ConvertAll(results, static handle => Tensor.Own(handle));
        }

        public static void backward(
            IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            Backward(tensors, grad_tensors, retain_graph ?? create_graph, create_graph, inputs);

        public static void backward(
            Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            Backward([tensor], grad_tensors, retain_graph ?? create_graph, create_graph, inputs);

        public static void backward(
            Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            Backward([tensor], [grad_tensor], retain_graph ?? create_graph, create_graph, inputs);

        public static AnomalyMode detect_anomaly(bool check_nan = true) => new(true, check_nan);

        public static AnomalyMode set_detect_anomaly(bool mode, bool check_nan = true) => new(mode, check_nan);

        internal static unsafe void Backward(IList<Tensor> outputs, IList<Tensor>? gradients, bool retainGraph, bool createGraph, IList<Tensor>? inputs)
        {
            fixed (nint* outputHandles = Handles(outputs), gradientHandles = Handles(gradients), inputHandles = Handles(inputs))
            {
                Native.Check(Native.ots_backward(
                    outputHandles, outputs.Count, gradientHandles, gradients?.Count ?? 0, Flag(retainGraph), Flag(createGraph),
                    inputHandles, inputs?.Count ?? 0));
            }
            KeepAlive(outputs, gradients, inputs);
        }

        private static nint[] Handles(IList<Tensor>? tensors)
        {
            var handles = new nint[tensors?.Count ?? 0];
            for (var i = 0; i < handles.Length; i++)
                handles[i] = tensors![i] is { } tensor ? tensor.Handle : 0;
            return handles;
        }

        private static int Flag(bool value) => value ? 1 : 0;

        private static void KeepAlive(IList<Tensor>? first, IList<Tensor>? second, IList<Tensor>? third)
        {
            GC.KeepAlive(first);
            GC.KeepAlive(second);
            GC.KeepAlive(third);
        }
    }
}
