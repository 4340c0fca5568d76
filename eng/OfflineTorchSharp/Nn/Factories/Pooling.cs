using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static MaxPool1d MaxPool1d(long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false)
            => new(kernel_size, stride, padding, dilation, ceil_mode);

        public static MaxPool2d MaxPool2d(long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false)
            => new(Each(2, kernel_size)!, Each(2, stride), Each(2, padding), Each(2, dilation), ceil_mode);

        public static MaxPool2d MaxPool2d(
            (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null,
            bool ceil_mode = false)
            => new(
                functional.Listed(kernel_size)!, functional.Listed(stride), functional.Listed(padding), functional.Listed(dilation), ceil_mode);

        public static MaxPool2d MaxPool2d(
            long[] kernel_size, long[]? stride = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false)
            => new(kernel_size, stride, padding, dilation, ceil_mode);

        public static MaxPool3d MaxPool3d(long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false)
            => new(Each(3, kernel_size)!, Each(3, stride), Each(3, padding), Each(3, dilation), ceil_mode);

        public static MaxPool3d MaxPool3d(
            (long, long, long) kernel_size, (long, long, long)? stride = null, (long, long, long)? padding = null,
            (long, long, long)? dilation = null, bool ceil_mode = false)
            => new(
                functional.Listed(kernel_size)!, functional.Listed(stride), functional.Listed(padding), functional.Listed(dilation), ceil_mode);

        public static MaxPool3d MaxPool3d(
            long[] kernel_size, long[]? stride = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false)
            => new(kernel_size, stride, padding, dilation, ceil_mode);

        public static MaxUnpool2d MaxUnpool2d(long kernel_size, long? stride = null, long? padding = null)
            => new(Each(2, kernel_size)!, Each(2, stride), Each(2, padding));

        public static MaxUnpool2d MaxUnpool2d((long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null)
            => new(functional.Listed(kernel_size)!, functional.Listed(stride), functional.Listed(padding));

        public static MaxUnpool2d MaxUnpool2d(long[] kernel_size, long[]? stride = null, long[]? padding = null)
            => new(kernel_size, stride, padding);

        public static AvgPool1d AvgPool1d(
            long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false, bool count_include_pad = true)
            => new(kernel_size, stride, padding, ceil_mode, count_include_pad);

        public static AvgPool2d AvgPool2d(
            long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false, bool count_include_pad = true,
            long? divisor_override = null)
            => new(Each(2, kernel_size)!, Each(2, stride), Each(2, padding), ceil_mode, count_include_pad, divisor_override);

        public static AvgPool2d AvgPool2d(
            (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, bool ceil_mode = false,
            bool count_include_pad = true, long? divisor_override = null)
            => new(
                functional.Listed(kernel_size)!, functional.Listed(stride), functional.Listed(padding), ceil_mode, count_include_pad,
                divisor_override);

        public static AvgPool2d AvgPool2d(
            long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true,
            long? divisor_override = null)
            => new(kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override);

        public static AvgPool3d AvgPool3d(
            long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false, bool count_include_pad = true,
            long? divisor_override = null)
            => new(Each(3, kernel_size)!, Each(3, stride), Each(3, padding), ceil_mode, count_include_pad, divisor_override);

        public static AvgPool3d AvgPool3d(
            (long, long, long) kernel_size, (long, long, long)? stride = null, (long, long, long)? padding = null, bool ceil_mode = false,
            bool count_include_pad = true, long? divisor_override = null)
            => new(
                functional.Listed(kernel_size)!, functional.Listed(stride), functional.Listed(padding), ceil_mode, count_include_pad,
                divisor_override);

        public static AvgPool3d AvgPool3d(
            long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true,
            long? divisor_override = null)
            => new(kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override);

        public static LPPool1d LPPool1d(double norm_type, long kernel_size, long? stride = null, bool ceil_mode = false)
            => new(norm_type, kernel_size, stride, ceil_mode);

        public static LPPool2d LPPool2d(double norm_type, long kernel_size, long? stride = null, bool ceil_mode = false)
            => new(norm_type, Each(2, kernel_size)!, Each(2, stride), ceil_mode);

        public static LPPool2d LPPool2d(double norm_type, long[] kernel_size, long[]? stride = null, bool ceil_mode = false)
            => new(norm_type, kernel_size, stride, ceil_mode);

        public static AdaptiveAvgPool1d AdaptiveAvgPool1d(long output_size) => new(output_size);

        public static AdaptiveAvgPool2d AdaptiveAvgPool2d(long output_size) => new(Each(2, output_size)!);

        public static AdaptiveAvgPool2d AdaptiveAvgPool2d((long, long) output_size) => new(functional.Listed(output_size)!);

        public static AdaptiveAvgPool2d AdaptiveAvgPool2d(long[] output_size) => new(output_size);

        public static AdaptiveAvgPool3d AdaptiveAvgPool3d(long output_size) => new(Each(3, output_size)!);

        public static AdaptiveAvgPool3d AdaptiveAvgPool3d((long, long, long) output_size) => new(functional.Listed(output_size)!);

        public static AdaptiveAvgPool3d AdaptiveAvgPool3d(long[] output_size) => new(output_size);

        public static AdaptiveMaxPool1d AdaptiveMaxPool1d(long output_size) => new(output_size);

        public static AdaptiveMaxPool2d AdaptiveMaxPool2d(long[] output_size) => new(output_size);

        public static AdaptiveMaxPool3d AdaptiveMaxPool3d(long[] output_size) => new(output_size);

        private static long[]? Each(int dimensions, long? value) => value is { } number ? functional.Each(dimensions, number, 0) : null;
    }
}
