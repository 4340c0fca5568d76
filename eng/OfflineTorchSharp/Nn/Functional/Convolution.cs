using TorchSharp.Dispatch;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor conv1d(
                Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, long? padding = null, long? dilation = null, long groups = 1)
                => Aten.Call("conv1d", input, weight, bias, Each(1, stride, 1), Each(1, padding, 0), Each(1, dilation, 1), groups);

            public static Tensor conv2d(
                Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? dilation = null, long groups = 1)
                => Aten.Call("conv2d", input, weight, bias, strides ?? Each(2, null, 1), padding ?? Each(2, null, 0), dilation ?? Each(2, null, 1), groups);

            public static Tensor conv3d(
                Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? dilation = null, long groups = 1)
                => Aten.Call("conv3d", input, weight, bias, strides ?? Each(3, null, 1), padding ?? Each(3, null, 0), dilation ?? Each(3, null, 1), groups);

            public static Tensor conv1d_padding(
                Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, Padding padding = Padding.Valid, long? dilation = null, long groups = 1)
                => Aten.Call("conv1d.padding", input, weight, bias, Each(1, stride, 1), Spelled(padding), Each(1, dilation, 1), groups);

            public static Tensor conv2d_padding(
                Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, Padding padding = Padding.Valid, long[]? dilation = null, long groups = 1)
                => Aten.Call("conv2d.padding", input, weight, bias, strides ?? Each(2, null, 1), Spelled(padding), dilation ?? Each(2, null, 1), groups);

            public static Tensor conv3d_padding(
                Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, Padding padding = Padding.Valid, long[]? dilation = null, long groups = 1)
                => Aten.Call("conv3d.padding", input, weight, bias, strides ?? Each(3, null, 1), Spelled(padding), dilation ?? Each(3, null, 1), groups);

            public static Tensor conv_transpose1d(
                Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, long? padding = null, long? output_padding = null,
                long? dilation = null, long groups = 1)
                => Aten.Call(
                    "conv_transpose1d", input, weight, bias, Each(1, stride, 1), Each(1, padding, 0), Each(1, output_padding, 0), groups, Each(1, dilation, 1));

            public static Tensor conv_transpose2d(
                Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? output_padding = null,
                long[]? dilation = null, long groups = 1)
                => Aten.Call(
                    "conv_transpose2d.input", input, weight, bias, strides ?? Each(2, null, 1), padding ?? Each(2, null, 0),
                    output_padding ?? Each(2, null, 0), groups, dilation ?? Each(2, null, 1));

            public static Tensor conv_transpose3d(
                Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? output_padding = null,
                long[]? dilation = null, long groups = 1)
                => Aten.Call(
                    "conv_transpose3d.input", input, weight, bias, strides ?? Each(3, null, 1), padding ?? Each(3, null, 0),
                    output_padding ?? Each(3, null, 0), groups, dilation ?? Each(3, null, 1));

            /// <summary>The same number for every spatial dimension.</summary>
            internal static long[] Each(int dimensions, long? value, long otherwise)
            {
                var values = new long[dimensions];
                Array.Fill(values, value ?? otherwise);
                return values;
            }

            private static string Spelled(Padding padding) => padding == Padding.Same ? "same" : "valid";
        }
    }
}
