using TorchSharp.Dispatch;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            /// <summary>
            /// Scales all gradients by max_norm / (norm + 1e-6) where that is below one, and returns the norm before
            /// (Pascanu et al. 2013, algorithm 1). A norm that is not finite passes on into every gradient.
            /// </summary>
            /// <param name="tensors">Parameters; those without a gradient are passed over.</param>
            /// <param name="max_norm">The largest norm to remain.</param>
            /// <param name="norm_type">The p of the norm; infinity for the largest magnitude, 0 for the number of gradients.</param>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2)
            {
                using var gradients = no_grad();
                using var scope = NewDisposeScope();
                var grads = Gradients(tensors);
                if (grads.Count == 0)
                {
                    return 0;
                }

                var total = norm_type == 0
                    ? torch.tensor((double)grads.Count)
                    : Norm(Aten.Call("stack", Argument.List(grads.Select(grad => Norm(grad, norm_type)))), norm_type);
                var coefficient = Aten.Call("reciprocal", Aten.Call("add.Scalar", total, 1e-6));
                coefficient = Aten.Call("clamp_max", Aten.Call("mul.Scalar", coefficient, max_norm), 1.0);
                foreach (var grad in grads)
                {
                    Aten.CallInPlace("mul_.Tensor", grad, coefficient);
                }

                return total.ToDouble();
            }

            /// <summary>Bounds every element of the gradients to ±clip_value.</summary>
            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                using var gradients = no_grad();
                using var scope = NewDisposeScope();
                foreach (var grad in Gradients(tensors))
                {
                    Aten.CallInPlace("clamp_", grad, -clip_value, clip_value);
                }
            }

            /// <summary>All parameters in one vector, with their autograd history.</summary>
            public static Tensor parameters_to_vector(IEnumerable<Parameter> tensors)
            {
                using var scope = NewDisposeScope();
                var flat = Argument.List(tensors.Select(parameter => Aten.Call("view", parameter, new[] { -1L })).ToArray());
                return Aten.Call("cat", flat).MoveToOuterDisposeScope();
            }

            /// <summary>Lets the parameters show a vector's elements, in their order; they share its memory from then on.</summary>
            public static void vector_to_parameters(Tensor vec, IEnumerable<Parameter> tensors)
            {
                using var gradients = no_grad();
                using var scope = NewDisposeScope();
                var start = 0L;
                foreach (var parameter in tensors)
                {
                    var end = start + parameter.NumberOfElements;
                    var part = Aten.Call("slice.Tensor", vec, 0L, start, end);
                    Aten.CallVoid("set_data", parameter, Aten.Call("view_as", part, parameter).detach());
                    start = end;
                }
            }

            private static List<Tensor> Gradients(IEnumerable<Parameter> tensors)
            {
                var grads = new List<Tensor>();
                foreach (var parameter in tensors)
                {
                    if (parameter.grad is { } grad)
                    {
                        grads.Add(grad);
                    }
                }

                return grads;
            }

            private static Tensor Norm(Tensor tensor, double type)
            {
                return double.IsPositiveInfinity(type) ? Aten.Call("max", Aten.Call("abs", tensor)) : Aten.Call("norm.Scalar", tensor, type);
            }
        }
    }
}
