using TorchSharp.Dispatch;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor avg_pool1d(
                Tensor input, long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false, bool count_include_pad = true)
                => Aten.Call("avg_pool1d", input, Each(1, kernel_size, 1), Each(1, stride, kernel_size), Each(1, padding, 0), ceil_mode, count_include_pad);

            public static Tensor avg_pool2d(
                Tensor input, long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false, bool count_include_pad = true,
                long? divisor_override = null)
                => avg_pool2d(
                    input, Each(2, kernel_size, 1), Each(2, stride, kernel_size), Each(2, padding, 0), ceil_mode, count_include_pad, divisor_override);

            public static Tensor avg_pool2d(
                Tensor input, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, bool ceil_mode = false,
                bool count_include_pad = true, long? divisor_override = null)
                => avg_pool2d(input, Listed(kernel_size)!, Listed(stride), Listed(padding), ceil_mode, count_include_pad, divisor_override);

            public static Tensor avg_pool2d(
                Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false,
                bool count_include_pad = true, long? divisor_override = null)
                => Aten.Call("avg_pool2d", input, kernel_size, stride ?? kernel_size, padding ?? Each(2, null, 0), ceil_mode, count_include_pad, divisor_override);

            public static Tensor avg_pool3d(
                Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false,
                bool count_include_pad = true, long? divisor_override = null)
                => Aten.Call("avg_pool3d", input, kernel_size, stride ?? kernel_size, padding ?? Each(3, null, 0), ceil_mode, count_include_pad, divisor_override);

            public static Tensor adaptive_avg_pool1d(Tensor input, long output_size) => Aten.Call("adaptive_avg_pool1d", input, Each(1, output_size, 1));

            public static Tensor adaptive_avg_pool2d(Tensor input, long output_size) => adaptive_avg_pool2d(input, Each(2, output_size, 1));

            public static Tensor adaptive_avg_pool2d(Tensor input, (long, long) output_size) => adaptive_avg_pool2d(input, Listed(output_size)!);

            public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size) => Aten.Call("adaptive_avg_pool2d", input, output_size);

            public static Tensor adaptive_avg_pool3d(Tensor input, long output_size) => adaptive_avg_pool3d(input, Each(3, output_size, 1));

            public static Tensor adaptive_avg_pool3d(Tensor input, (long, long, long) output_size) => adaptive_avg_pool3d(input, Listed(output_size)!);

            public static Tensor adaptive_avg_pool3d(Tensor input, long[] output_size) => Aten.Call("adaptive_avg_pool3d", input, output_size);

            public static Tensor lp_pool1d(Tensor input, double norm_type, long kernel_size, long? stride = null, bool ceil_mode = false)
            {
                using var powers = Aten.Call("pow.Tensor_Scalar", input, norm_type);
                using var means = avg_pool1d(powers, kernel_size, stride, ceil_mode: ceil_mode);
                return RootOfSum(means, kernel_size, norm_type);
            }

            public static Tensor lp_pool2d(Tensor input, double norm_type, long kernel_size, long? stride = null, bool ceil_mode = false)
                => lp_pool2d(input, norm_type, Each(2, kernel_size, 1), Each(2, stride, kernel_size), ceil_mode);

            public static Tensor lp_pool2d(Tensor input, double norm_type, long[] kernel_size, long[]? stride = null, bool ceil_mode = false)
            {
                using var powers = Aten.Call("pow.Tensor_Scalar", input, norm_type);
                using var means = avg_pool2d(powers, kernel_size, stride, ceil_mode: ceil_mode);
                return RootOfSum(means, kernel_size[0] * kernel_size[1], norm_type);
            }

            /// <summary>(sign(m) relu(|m|) · n)^(1/p), the sum from the mean m of n values.</summary>
            private static Tensor RootOfSum(Tensor means, long count, double norm_type)
            {
                using var magnitude = Aten.Call("abs", means);
                using var bounded = relu(magnitude);
                using var sign = Aten.Call("sign", means);
                using var signed = Aten.Call("mul.Tensor", sign, bounded);
                using var sum = Aten.Call("mul.Scalar", signed, count);
                return Aten.Call("pow.Tensor_Scalar", sum, 1 / norm_type);
            }
        }
    }
}
