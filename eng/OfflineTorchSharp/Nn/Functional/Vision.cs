using TorchSharp.Dispatch;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Rescales the spatial dimensions of (N, C, spatial…); exactly one of size and scale_factor is given, one number a dimension.</summary>
            public static Tensor interpolate(
                Tensor x, long[]? size = null, double[]? scale_factor = null, InterpolationMode mode = InterpolationMode.Nearest,
                bool? align_corners = null, bool recompute_scale_factor = false, bool antialias = false)
            {
                var spatial = x.shape.Length - 2;
                if (size is null == scale_factor is null)
                {
                    throw new ArgumentException("Exactly one of size and scale_factor must be given.", nameof(size));
                }

                if (recompute_scale_factor || (mode == InterpolationMode.Area && size is null))
                {
                    size ??= Scaled(x, scale_factor!);
                    scale_factor = null;
                }

                var aligned = align_corners ?? false;
                return (mode, spatial) switch
                {
                    (InterpolationMode.Nearest, 1 or 2 or 3) => Aten.Call($"upsample_nearest{spatial}d.vec", x, size, scale_factor),
                    (InterpolationMode.NearestExact, 1 or 2 or 3) => Aten.Call($"_upsample_nearest_exact{spatial}d.vec", x, size, scale_factor),
                    (InterpolationMode.Area, 1) => Aten.Call("adaptive_avg_pool1d", x, size),
                    (InterpolationMode.Area, 2) => Aten.Call("adaptive_avg_pool2d", x, size),
                    (InterpolationMode.Area, 3) => Aten.Call("adaptive_avg_pool3d", x, size),
                    (InterpolationMode.Linear, 1) => Aten.Call("upsample_linear1d.vec", x, size, aligned, scale_factor),
                    (InterpolationMode.Bilinear, 2) => Aten.Call(Smoothed("upsample_bilinear2d"), x, size, aligned, scale_factor),
                    (InterpolationMode.Bicubic, 2) => Aten.Call(Smoothed("upsample_bicubic2d"), x, size, aligned, scale_factor),
                    (InterpolationMode.Trilinear, 3) => Aten.Call("upsample_trilinear3d.vec", x, size, aligned, scale_factor),
                    _ => throw new ArgumentException($"The mode {mode} does not fit an input of {x.shape.Length} dimensions.", nameof(mode)),
                };

                string Smoothed(string op) => antialias ? $"_{op}_aa.vec" : $"{op}.vec";
            }

            public static Tensor upsample(
                Tensor input, long[]? size = null, double[]? scale_factor = null, UpsampleMode mode = UpsampleMode.Nearest, bool align_corners = false)
                => interpolate(input, size, scale_factor, (InterpolationMode)mode, align_corners);

            public static Tensor upsample_bilinear(Tensor x, long[]? size = null, double[]? scale_factor = null, bool align_corners = false)
                => upsample(x, size, scale_factor, UpsampleMode.Bilinear, align_corners);

            public static Tensor upsample_nearest(Tensor x, long[]? size = null, double[]? scale_factor = null, bool align_corners = false)
                => upsample(x, size, scale_factor, UpsampleMode.Nearest, align_corners);

            public static Tensor pixel_shuffle(Tensor input, long upscale_factor) => Aten.Call("pixel_shuffle", input, upscale_factor);

            public static Tensor pixel_unshuffle(Tensor input, long downscale_factor) => Aten.Call("pixel_unshuffle", input, downscale_factor);

            public static Tensor unfold(Tensor input, long kernel_size, long dilation = 1, long padding = 0, long stride = 1)
                => unfold(input, (kernel_size, kernel_size), (dilation, dilation), (padding, padding), (stride, stride));

            public static Tensor unfold(
                Tensor input, (long, long) kernel_size, (long, long)? dilation = null, (long, long)? padding = null, (long, long)? stride = null)
                => Aten.Call("im2col", input, kernel_size, dilation ?? (1, 1), padding ?? (0, 0), stride ?? (1, 1));

            public static Tensor fold(Tensor input, long output_size, long kernel_size, long dilation = 1, long padding = 0, long stride = 1)
                => fold(input, (output_size, output_size), (kernel_size, kernel_size), (dilation, dilation), (padding, padding), (stride, stride));

            public static Tensor fold(
                Tensor input, (long, long) output_size, (long, long) kernel_size, (long, long)? dilation = null, (long, long)? padding = null,
                (long, long)? stride = null)
                => Aten.Call("col2im", input, output_size, kernel_size, dilation ?? (1, 1), padding ?? (0, 0), stride ?? (1, 1));

            /// <summary>Values of (N, C, H, W) at the places that (N, H', W', 2) names, from -1 to 1 across the input.</summary>
            public static Tensor grid_sample(
                Tensor input, Tensor grid, GridSampleMode mode = GridSampleMode.Bilinear,
                GridSamplePaddingMode padding_mode = GridSamplePaddingMode.Zeros, bool? align_corners = null)
            {
                // ATen counts in another order: bilinear, nearest; zeros, border, reflection.
                var interpolation = mode == GridSampleMode.Nearest ? 1L : 0L;
                var padding = padding_mode switch
                {
                    GridSamplePaddingMode.Border => 1L,
                    GridSamplePaddingMode.Reflection => 2L,
                    _ => 0L,
                };
                return Aten.Call("grid_sampler", input, grid, interpolation, padding, align_corners ?? false);
            }

            /// <summary>The places that the affine maps (N, 2, 3) lead to, for <see cref="grid_sample"/>.</summary>
            public static Tensor affine_grid(Tensor theta, long[]? size = null, bool align_corners = false)
                => Aten.Call("affine_grid_generator", theta, size ?? [], align_corners);

            /// <summary>Puts the maxima back where they came from, between zeros.</summary>
            public static Tensor max_unpool2d(
                Tensor input, Tensor indices, long[] kernel_size, long[]? stride = null, long[]? padding = null, long[]? output_size = null)
            {
                // TorchSharp takes the stride only together with a padding.
                var step = padding is null ? kernel_size : stride ?? kernel_size;
                var shape = input.shape;
                var sizes = output_size ?? [UnpooledSize(shape[^2], 0), UnpooledSize(shape[^1], 1)];
                return Aten.Call("max_unpool2d", input, indices, sizes.AsSpan(sizes.Length - 2).ToArray());

                long UnpooledSize(long pooled, int dim)
                    => ((pooled - 1) * step[dim]) + kernel_size[dim] - (2 * (padding?[dim] ?? 0));
            }

            private static long[] Scaled(Tensor x, double[] factors)
            {
                var shape = x.shape;
                return [.. factors.Select((factor, i) => (long)Math.Floor(shape[i + 2] * factor))];
            }
        }
    }
}
