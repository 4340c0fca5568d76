using TorchSharp.Dispatch;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private const double RReluLower = 1.0 / 8;
            private const double RReluUpper = 1.0 / 3;

            public static Tensor relu(Tensor x, bool inplace = false) => Aten.Call(inplace ? "relu_" : "relu", x);

            public static Tensor relu6(Tensor x, bool inplace = false) => Aten.Call(inplace ? "relu6_" : "relu6", x);

            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false)
                => Aten.Call(inplace ? "leaky_relu_" : "leaky_relu", input, negative_slope);

            public static Tensor prelu(Tensor input, Tensor weight) => Aten.Call("prelu", input, weight);

            public static Tensor rrelu(Tensor x, double lower = RReluLower, double upper = RReluUpper, bool inplace = false)
                => Aten.Call(inplace ? "rrelu_" : "rrelu", x, lower, upper);

            public static Tensor elu(Tensor x, double alpha, bool inplace = false) => Aten.Call(inplace ? "elu_" : "elu", x, alpha);

            public static Tensor selu(Tensor x, bool inplace = false) => Aten.Call(inplace ? "selu_" : "selu", x);

            public static Tensor celu(Tensor x, double alpha, bool inplace = false) => Aten.Call(inplace ? "celu_" : "celu", x, alpha);

            public static Tensor gelu(Tensor x) => gelu(x, false);

            public static Tensor gelu(Tensor x, bool inplace) => Aten.Call(inplace ? "gelu_" : "gelu", x);

            public static Tensor silu(Tensor x, bool inplace = false) => Aten.Call(inplace ? "silu_" : "silu", x);

            public static Tensor mish(Tensor x, bool inplace = false) => Aten.Call(inplace ? "mish_" : "mish", x);

            public static Tensor hardswish(Tensor input, bool inplace = false) => Aten.Call(inplace ? "hardswish_" : "hardswish", input);

            public static Tensor sigmoid(Tensor x) => sigmoid(x, false);

            public static Tensor sigmoid(Tensor x, bool inplace) => Aten.Call(inplace ? "sigmoid_" : "sigmoid", x);

            public static Tensor hardsigmoid(Tensor input, bool inplace = false) => Aten.Call(inplace ? "hardsigmoid_" : "hardsigmoid", input);

            public static Tensor logsigmoid(Tensor x) => Aten.Call("log_sigmoid", x);

            public static Tensor tanh(Tensor x, bool inplace = false) => Aten.Call(inplace ? "tanh_" : "tanh", x);

            public static Tensor hardtanh(Tensor x, double min_val = -1, double max_val = 1, bool inplace = false)
                => Aten.Call(inplace ? "hardtanh_" : "hardtanh", x, min_val, max_val);

            /// <summary>x / (1 + |x|).</summary>
            public static Tensor softsign(Tensor x, bool inplace = false)
            {
                using var magnitude = Aten.Call("abs", x);
                using var denominator = Aten.Call("add.Scalar", magnitude, 1.0);
                return Aten.Call(inplace ? "div_.Tensor" : "div.Tensor", x, denominator);
            }

            public static Tensor softplus(Tensor x, double beta = 1, double threshold = 20) => Aten.Call("softplus", x, beta, threshold);

            /// <summary>x - tanh(x).</summary>
            public static Tensor tanhshrink(Tensor x, bool inplace = false)
            {
                using var squashed = Aten.Call("tanh", x);
                return Aten.Call(inplace ? "sub_.Tensor" : "sub.Tensor", x, squashed);
            }

            public static Tensor hardshrink(Tensor x, double lambda = 0.5) => Aten.Call("hardshrink", x, lambda);

            public static Tensor softshrink(Tensor x, double lambda = 0.5) => Aten.Call("softshrink", x, lambda);

            public static Tensor threshold(Tensor x, double threshold, double value, bool inplace = false)
                => Aten.Call(inplace ? "threshold_" : "threshold", x, threshold, value);

            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => Aten.Call("softmax.int", input, dim, dtype);

            public static Tensor log_softmax(Tensor x, long dim) => Aten.Call("log_softmax.int", x, dim);

            public static Tensor softmin(Tensor x, long dim)
            {
                using var negative = Aten.Call("neg", x);
                return softmax(negative, dim);
            }

            /// <summary>Softmax over the channels of (N, C, H, W) or (C, H, W).</summary>
            public static Tensor softmax2d(Tensor x) => softmax(x, -3);

            public static Tensor glu(Tensor input, long dim = -1) => Aten.Call("glu", input, dim);
        }
    }
}
