using TorchSharp.Dispatch;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor celu() => Aten.Call("celu", this);
        public Tensor celu(Scalar alpha) => Aten.Call("celu", this, alpha);
        public Tensor celu_() => Aten.CallInPlace("celu_", this);
        public Tensor celu_(Scalar alpha) => Aten.CallInPlace("celu_", this, alpha);

        public Tensor elu(Scalar alpha, Scalar scale, Scalar input_scale) => Aten.Call("elu", this, alpha, scale, input_scale);
        public Tensor elu(double alpha = 1) => Aten.Call("elu", this, alpha);
        public Tensor elu_(Scalar alpha, Scalar scale, Scalar input_scale) => Aten.CallInPlace("elu_", this, alpha, scale, input_scale);
        public Tensor elu_(double alpha = 1) => Aten.CallInPlace("elu_", this, alpha);

        public Tensor gelu() => Aten.Call("gelu", this);
        public Tensor gelu_() => Aten.CallInPlace("gelu_", this);
        public Tensor glu(long dim = -1) => Aten.Call("glu", this, dim);
        public Tensor hardsigmoid() => Aten.Call("hardsigmoid", this);
        public Tensor hardsigmoid_() => Aten.CallInPlace("hardsigmoid_", this);
        public Tensor hardswish() => Aten.Call("hardswish", this);
        public Tensor hardswish_() => Aten.CallInPlace("hardswish_", this);
        public Tensor hardtanh(Scalar min, Scalar max) => Aten.Call("hardtanh", this, min, max);
        public Tensor hardtanh_(Scalar min, Scalar max) => Aten.CallInPlace("hardtanh_", this, min, max);
        public Tensor leaky_relu(Scalar negative_slope) => Aten.Call("leaky_relu", this, negative_slope);
        public Tensor leaky_relu_(Scalar negative_slope) => Aten.CallInPlace("leaky_relu_", this, negative_slope);
        public Tensor log_sigmoid() => Aten.Call("log_sigmoid", this);
        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Aten.Call("log_softmax.int", this, dim, dtype);
        public Tensor prelu(Tensor target) => Aten.Call("prelu", this, target);
        public Tensor relu() => Aten.Call("relu", this);
        public Tensor relu_() => Aten.CallInPlace("relu_", this);
        public Tensor relu6() => Aten.Call("relu6", this);
        public Tensor relu6_() => Aten.CallInPlace("relu6_", this);
        public Tensor rrelu(double lower = 0.125, double upper = 0.3333333333333333) => Aten.Call("rrelu", this, lower, upper);
        public Tensor rrelu_(double lower = 0.125, double upper = 0.3333333333333333) => Aten.CallInPlace("rrelu_", this, lower, upper);
        public Tensor selu() => Aten.Call("selu", this);
        public Tensor selu_() => Aten.CallInPlace("selu_", this);
        public Tensor sigmoid() => Aten.Call("sigmoid", this);
        public Tensor sigmoid_() => Aten.CallInPlace("sigmoid_", this);
        public Tensor silu() => Aten.Call("silu", this);
        public Tensor silu_() => Aten.CallInPlace("silu_", this);
        public Tensor softmax(long dim, ScalarType? dtype = null) => Aten.Call("softmax.int", this, dim, dtype);
        public Tensor softplus(double beta = 1, double threshold = 20) => Aten.Call("softplus", this, beta, threshold);
        public Tensor tanh() => Aten.Call("tanh", this);
        public Tensor tanh_() => Aten.CallInPlace("tanh_", this);
        public Tensor threshold(Scalar threshold, Scalar value) => Aten.Call("threshold", this, threshold, value);
        public Tensor threshold_(Scalar threshold, Scalar value) => Aten.CallInPlace("threshold_", this, threshold, value);
    }
}
