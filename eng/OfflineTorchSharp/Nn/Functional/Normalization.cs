using TorchSharp.Dispatch;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>While training by the batch's own statistics, which also update the running ones.</summary>
            public static Tensor batch_norm(
                Tensor input, Tensor? running_mean, Tensor? running_var, Tensor? weight = null, Tensor? bias = null,
                bool training = false, double momentum = 0.1, double eps = 1e-5)
                => Aten.Call("batch_norm", input, weight, bias, running_mean, running_var, training, momentum, eps, true);

            public static Tensor instance_norm(
                Tensor input, Tensor? running_mean = null, Tensor? running_var = null, Tensor? weight = null, Tensor? bias = null,
                bool use_input_stats = true, double momentum = 0.1, double eps = 1e-5)
                => Aten.Call("instance_norm", input, weight, bias, running_mean, running_var, use_input_stats, momentum, eps, true);

            /// <summary>Normalises over the trailing dimensions that <paramref name="normalized_shape"/> names.</summary>
            public static Tensor layer_norm(
                Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5)
                => Aten.Call("layer_norm", input, normalized_shape, weight, bias, eps);

            public static Tensor group_norm(Tensor input, long num_groups, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5)
                => Aten.Call("group_norm", input, num_groups, weight, bias, eps);

            /// <summary>x / (k + alpha · mean of x² over <paramref name="size"/> neighbouring channels)^beta (Krizhevsky et al. 2012, section 3.3).</summary>
            public static Tensor local_response_norm(Tensor input, long size, double alpha = 1e-4, double beta = 0.75, double k = 1)
            {
                if (input.shape.Length < 3)
                {
                    throw new ArgumentException($"Expected 3D or higher dimensionality input (got {input.shape.Length} dimensions).", nameof(input));
                }

                using var scope = NewDisposeScope();
                var (batch, channels) = (input.shape[0], input.shape[1]);
                var squares = Aten.Call("reshape", Aten.Call("mul.Tensor", input, input), new[] { batch, 1, channels, -1 });
                var padded = Aten.Call("constant_pad_nd", squares, new[] { 0, 0, size / 2, (size - 1) / 2 });
                var means = Aten.Call("avg_pool2d", padded, new[] { size, 1 }, new[] { 1L, 1L });
                var divisor = Aten.Call("reshape", means, input.shape);
                divisor = Aten.Call("pow.Tensor_Scalar", Aten.Call("add.Scalar", Aten.Call("mul.Scalar", divisor, alpha), k), beta);
                return Aten.Call("div.Tensor", input, divisor).MoveToOuterDisposeScope();
            }
        }
    }
}
