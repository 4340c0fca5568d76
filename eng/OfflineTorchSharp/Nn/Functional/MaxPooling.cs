using TorchSharp.Dispatch;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor max_pool1d(
                Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false)
                => Aten.Call("max_pool1d", input, Each(1, kernel_size, 1), Each(1, stride, kernel_size), Each(1, padding, 0), Each(1, dilation, 1), ceil_mode);

            public static (Tensor output, Tensor indices) max_pool1d_with_indices(
                Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false)
                => Aten.CallTwo(
                    "max_pool1d_with_indices", input, Each(1, kernel_size, 1), Each(1, stride, kernel_size), Each(1, padding, 0), Each(1, dilation, 1), ceil_mode);

            public static Tensor max_pool2d(
                Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false)
                => max_pool2d(
                    input, Each(2, kernel_size, 1), Each(2, stride, kernel_size), Each(2, padding, 0), Each(2, dilation, 1), ceil_mode);

            public static Tensor max_pool2d(
                Tensor input, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null,
                bool ceil_mode = false)
                => max_pool2d(input, Listed(kernel_size)!, Listed(stride), Listed(padding), Listed(dilation), ceil_mode);

            public static Tensor max_pool2d(
                Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false)
                => Aten.Call("max_pool2d", input, kernel_size, strides ?? kernel_size, padding ?? Each(2, null, 0), dilation ?? Each(2, null, 1), ceil_mode);

            public static (Tensor output, Tensor indices) max_pool2d_with_indices(
                Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false)
                => Aten.CallTwo(
                    "max_pool2d_with_indices", input, kernel_size, strides ?? kernel_size, padding ?? Each(2, null, 0), dilation ?? Each(2, null, 1), ceil_mode);

            public static Tensor max_pool3d(
                Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false)
                => Aten.Call("max_pool3d", input, kernel_size, strides ?? kernel_size, padding ?? Each(3, null, 0), dilation ?? Each(3, null, 1), ceil_mode);

            public static (Tensor output, Tensor indices) max_pool3d_with_indices(
                Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false)
                => Aten.CallTwo(
                    "max_pool3d_with_indices", input, kernel_size, strides ?? kernel_size, padding ?? Each(3, null, 0), dilation ?? Each(3, null, 1), ceil_mode);

            public static Tensor adaptive_max_pool1d(Tensor input, long output_size) => First(adaptive_max_pool1d_with_indices(input, output_size));

            public static Tensor adaptive_max_pool2d(Tensor input, long[] output_size) => First(adaptive_max_pool2d_with_indices(input, output_size));

            public static Tensor adaptive_max_pool3d(Tensor input, long[] output_size) => First(adaptive_max_pool3d_with_indices(input, output_size));

            public static (Tensor Values, Tensor Indices) adaptive_max_pool1d_with_indices(Tensor input, long output_size)
                => Aten.CallTwo("adaptive_max_pool1d", input, Each(1, output_size, 1));

            public static (Tensor Values, Tensor Indices) adaptive_max_pool2d_with_indices(Tensor input, long[] output_size)
                => Aten.CallTwo("adaptive_max_pool2d", input, output_size);

            public static (Tensor Values, Tensor Indices) adaptive_max_pool3d_with_indices(Tensor input, long[] output_size)
                => Aten.CallTwo("adaptive_max_pool3d", input, output_size);

            /// <summary>A tuple of sizes as ATen takes it.</summary>
            internal static long[]? Listed((long, long)? pair) => pair is var (first, second) ? [first, second] : null;

            /// <inheritdoc cref="Listed(ValueTuple{long, long}?)"/>
            internal static long[]? Listed((long, long, long)? triple) => triple is var (first, second, third) ? [first, second, third] : null;

            private static Tensor First((Tensor Values, Tensor Indices) pooled)
            {
                pooled.Indices.Dispose();
                return pooled.Values;
            }
        }
    }
}
