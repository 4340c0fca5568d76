using System.Runtime.InteropServices;
using TorchSharp.Dispatch;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Fills tensors, parameters too, without a trace in the autograd graph; each function returns the tensor itself.</summary>
        public static partial class init
        {
            public enum NonlinearityType
            {
                Linear = 0,
                Conv1D = 1,
                Conv2D = 2,
                Conv3D = 3,
                ConvTranspose1D = 4,
                ConvTranspose2D = 5,
                ConvTranspose3D = 6,
                Sigmoid = 7,
                Tanh = 8,
                ReLU = 9,
                LeakyReLU = 10,
            }

            public enum FanInOut
            {
                FanIn = 0,
                FanOut = 1,
            }

            /// <summary>The gain that keeps the variance of a signal through a nonlinearity (He et al. 2015; 5/3 for tanh is customary).</summary>
            public static double calculate_gain(NonlinearityType nonlinearity, double param = 0) => nonlinearity switch
            {
                NonlinearityType.Tanh => 5.0 / 3.0,
                NonlinearityType.ReLU => Math.Sqrt(2),
                NonlinearityType.LeakyReLU => Math.Sqrt(2 / (1 + (param * param))),
                _ => 1,
            };

            public static Tensor ones_(Tensor tensor) => constant_(tensor, 1);

            public static Tensor zeros_(Tensor tensor) => constant_(tensor, 0);

            public static Tensor constant_(Tensor tensor, Scalar val) => Fill("fill_.Scalar", tensor, val);

            /// <remarks>TorchSharp's own ignores the generator, and so does this.</remarks>
            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1, Generator? generator = null) => Fill("uniform_", tensor, low, high);

            /// <inheritdoc cref="uniform_"/>
            public static Tensor normal_(Tensor tensor, double mean = 0, double std = 1, Generator? generator = null) => Fill("normal_", tensor, mean, std);

            /// <summary>Uniform in ±gain √(6 / (fan_in + fan_out)) (Glorot and Bengio 2010, equation 16).</summary>
            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1)
            {
                var (fanIn, fanOut) = Fans(tensor);
                var bound = Math.Sqrt(3) * gain * Math.Sqrt(2.0 / (fanIn + fanOut));
                return uniform_(tensor, -bound, bound);
            }

            /// <remarks>Draws from the uniform distribution of the same variance, as TorchSharp's own does.</remarks>
            public static Tensor xavier_normal_(Tensor tensor, double gain = 1) => xavier_uniform_(tensor, gain);

            public static Tensor glorot_uniform_(Tensor tensor, double gain = 1) => xavier_uniform_(tensor, gain);

            public static Tensor glorot_normal_(Tensor tensor, double gain = 1) => xavier_normal_(tensor, gain);

            /// <summary>Uniform in ±gain √(3 / fan) (He et al. 2015, equations 10 and 14).</summary>
            public static Tensor kaiming_uniform_(
                Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
            {
                var bound = Math.Sqrt(3) * KaimingDeviation(tensor, a, mode, nonlinearity);
                return uniform_(tensor, -bound, bound);
            }

            public static Tensor kaiming_normal_(
                Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
                => normal_(tensor, 0, KaimingDeviation(tensor, a, mode, nonlinearity));

            /// <exception cref="ArgumentException">The tensor has fewer than two dimensions.</exception>
            public static (long fanIn, long fanOut) CalculateFanInAndFanOut(Tensor tensor)
            {
                if (tensor.Dimensions < 2)
                {
                    throw new ArgumentException("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions", nameof(tensor));
                }

                var shape = tensor.shape;
                var receptiveField = shape[2..].Aggregate(1L, (product, size) => product * size);
                return (shape[1] * receptiveField, shape[0] * receptiveField);
            }

            private static double KaimingDeviation(Tensor tensor, double a, FanInOut mode, NonlinearityType nonlinearity)
            {
                var (fanIn, fanOut) = Fans(tensor);
                return calculate_gain(nonlinearity, a) / Math.Sqrt(mode == FanInOut.FanIn ? fanIn : fanOut);
            }

            private static (long fanIn, long fanOut) Fans(Tensor tensor)
            {
                CheckDimensions(tensor.Dimensions >= 2, "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions");
                return CalculateFanInAndFanOut(tensor);
            }

            private static Tensor Fill(string op, Tensor tensor, params ReadOnlySpan<Argument> arguments)
            {
                using var _ = no_grad();
                return Aten.CallInPlace(op, tensor, arguments);
            }

            /// <summary>libtorch's own complaint, as it comes out of native code.</summary>
            private static void CheckDimensions(bool fit, string message)
            {
                if (!fit)
                {
                    throw new ExternalException(message);
                }
            }
        }
    }
}
