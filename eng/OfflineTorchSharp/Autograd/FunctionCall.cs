using System.Runtime.InteropServices;
using TorchSharp.Dispatch;

namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>One call of a function written in .NET, kept by its node in the graph until the node dies.</summary>
        private sealed unsafe class FunctionCall
        {
            private readonly AutogradContext _context = new();
            private readonly Func<AutogradContext, List<Tensor>, List<Tensor>> _backward;
            private readonly bool[] _isTensor;
            private readonly string _name;

            static FunctionCall() => Native.ots_function_callbacks(&Backward, &Release);

            private FunctionCall(string name, object[] vars, Func<AutogradContext, List<Tensor>, List<Tensor>> backward)
            {
                _name = name;
                _backward = backward;
                _isTensor = Array.ConvertAll(vars, static value => value is Tensor);
            }

            public static List<Tensor> Run(
                string name, object[] vars, Func<AutogradContext, object[], List<Tensor>> forward,
                Func<AutogradContext, List<Tensor>, List<Tensor>> backward)
            {
                var call = new FunctionCall(name, vars, backward);
                List<Tensor> outputs;
                using (no_grad())
                    outputs = forward(call._context, vars);
                return call.Record(vars.OfType<Tensor>().ToList(), outputs);
            }

            private List<Tensor> Record(List<Tensor> inputs, List<Tensor> outputs)
            {
                var results = new nint[outputs.Count];
                var (unchanging, dirty, kept) = (_context.NonDifferentiable, _context.Dirty, _context.Kept);
                // The node takes this over, even where recording fails: it gives it back in Release.
                var state = GCHandle.ToIntPtr(GCHandle.Alloc(this));
                fixed (nint* inputHandles = Handles(inputs), outputHandles = Handles(outputs), fixedHandles = Handles(unchanging),
                    dirtyHandles = Handles(dirty), keptHandles = Handles(kept), target = results)
                {
                    Native.Check(Native.ots_function_record(
                        state, _name, Flag(_context.MaterializeGrads), inputHandles, inputs.Count, outputHandles, outputs.Count,
                        fixedHandles, unchanging.Count, dirtyHandles, dirty.Count, keptHandles, kept.Count, target));
                }
                KeepAlive(inputs, outputs, unchanging);
                KeepAlive(dirty, kept, null);
                _context.ForgetTensors();
                return Array.ConvertAll(results, static handle => Tensor.Own(handle)).ToList();
            }

            [UnmanagedCallersOnly]
            private static int Backward(nint state, nint node, nint* gradients, int count, nint* results, int capacity, byte** error)
            {
                try
                {
                    var call = (FunctionCall)GCHandle.FromIntPtr(state).Target!;
                    var given = new List<Tensor>(count);
                    for (var i = 0; i < count; i++)
                        given.Add(gradients[i] == 0 ? null! : Tensor.Own(gradients[i]));
                    return call.Compute(node, given, new Span<nint>(results, capacity));
                }
                catch (Exception exception)
                {
                    *error = LastMessage.Keep(exception.Message);
                    return -1;
                }
            }

            [UnmanagedCallersOnly]
            private static void Release(nint state) => GCHandle.FromIntPtr(state).Free();

            private int Compute(nint node, List<Tensor> gradients, Span<nint> results)
            {
                _context.Node = node;
                List<Tensor> computed;
                try
                {
                    computed = _backward(_context, gradients);
                }
                finally
                {
                    _context.Node = 0;
                }
                if (computed.Count != _isTensor.Length)
                    throw new InvalidOperationException($"backward returned {computed.Count} gradients for {_isTensor.Length} arguments of forward");
                var count = 0;
                for (var i = 0; i < computed.Count; i++)
                {
                    if (_isTensor[i])
                        results[count++] = computed[i] is { } gradient ? Native.ots_tensor_alias(gradient.Handle) : 0;
                }
                GC.KeepAlive(computed);
                return count;
            }

            /// <summary>The message of the last failure of a thread, in memory that lives until the next one.</summary>
            private static class LastMessage
            {
                [ThreadStatic] private static nint Text;

                public static byte* Keep(string message)
                {
                    Marshal.FreeCoTaskMem(Text);
                    Text = Marshal.StringToCoTaskMemUTF8(message);
                    return (byte*)Text;
                }
            }
        }
    }
}
