using TorchSharp.Dispatch;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor abs() => Aten.Call("abs", this);
        public Tensor abs_() => Aten.CallInPlace("abs_", this);
        public Tensor absolute() => Aten.Call("absolute", this);
        public Tensor absolute_() => Aten.CallInPlace("absolute_", this);

        public Tensor add(Scalar scalar) => Aten.Call("add.Scalar", this, scalar);
        public Tensor add(Scalar scalar, Scalar alpha) => Aten.Call("add.Scalar", this, scalar, alpha);
        public Tensor add(Tensor target) => Aten.Call("add.Tensor", this, target);
        public Tensor add(Tensor target, Scalar alpha) => Aten.Call("add.Tensor", this, target, alpha);
        public Tensor add_(Scalar scalar) => Aten.CallInPlace("add_.Scalar", this, scalar);
        public Tensor add_(Scalar scalar, Scalar alpha) => Aten.CallInPlace("add_.Scalar", this, scalar, alpha);
        public Tensor add_(Tensor target) => Aten.CallInPlace("add_.Tensor", this, target);
        public Tensor add_(Tensor target, Scalar alpha) => Aten.CallInPlace("add_.Tensor", this, target, alpha);

        public Tensor addcdiv(Tensor tensor1, Tensor tensor2) => Aten.Call("addcdiv", this, tensor1, tensor2);
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) => Aten.Call("addcdiv", this, tensor1, tensor2, value);
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2) => Aten.CallInPlace("addcdiv_", this, tensor1, tensor2);
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => Aten.CallInPlace("addcdiv_", this, tensor1, tensor2, value);

        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) => Aten.Call("addcmul", this, tensor1, tensor2, value);
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => Aten.CallInPlace("addcmul_", this, tensor1, tensor2, value);
        public Tensor copysign(Tensor other) => Aten.Call("copysign.Tensor", this, other);

        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            Aten.Call("div.Scalar_mode", this, target, Text(rounding_mode));
        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            Aten.Call("div.Tensor_mode", this, target, Text(rounding_mode));
        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            Aten.CallInPlace("div_.Scalar_mode", this, target, Text(rounding_mode));
        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            Aten.CallInPlace("div_.Tensor_mode", this, target, Text(rounding_mode));

        public Tensor divide(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            Aten.Call("div.Scalar_mode", this, target, Text(rounding_mode));
        public Tensor divide(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            Aten.Call("div.Tensor_mode", this, target, Text(rounding_mode));
        public Tensor divide_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            Aten.CallInPlace("div_.Scalar_mode", this, target, Text(rounding_mode));
        public Tensor divide_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            Aten.CallInPlace("div_.Tensor_mode", this, target, Text(rounding_mode));

        public Tensor float_power(Tensor target) => Aten.Call("float_power.Tensor_Tensor", this, target);

        public Tensor floor_divide(Scalar other) => Aten.Call("floor_divide.Scalar", this, other);
        public Tensor floor_divide(Tensor other) => Aten.Call("floor_divide", this, other);
        public Tensor floor_divide_(Scalar other) => Aten.CallInPlace("floor_divide_.Scalar", this, other);
        public Tensor floor_divide_(Tensor other) => Aten.CallInPlace("floor_divide_.Tensor", this, other);

        public Tensor fmod(Scalar scalar) => Aten.Call("fmod.Scalar", this, scalar);
        public Tensor fmod(Tensor target) => Aten.Call("fmod.Tensor", this, target);
        public Tensor fmod_(Scalar scalar) => Aten.CallInPlace("fmod_.Scalar", this, scalar);
        public Tensor fmod_(Tensor target) => Aten.CallInPlace("fmod_.Tensor", this, target);

        public (Tensor Mantissa, Tensor Exponent) frexp() => Aten.CallTwo("frexp.Tensor", this);
        public Tensor gcd(Tensor other) => Aten.Call("gcd", this, other);
        public Tensor gcd_(Tensor other) => Aten.CallInPlace("gcd_", this, other);
        public Tensor hypot(Tensor other) => Aten.Call("hypot", this, other);
        public Tensor lcm(Tensor other) => Aten.Call("lcm", this, other);
        public Tensor lcm_(Tensor other) => Aten.CallInPlace("lcm_", this, other);
        public Tensor ldexp(Tensor other) => Aten.Call("ldexp.Tensor", this, other);
        public Tensor ldexp_(Tensor other) => Aten.CallInPlace("ldexp_", this, other);
        public Tensor lerp(Tensor end, Tensor weight) => Aten.Call("lerp.Tensor", this, end, weight);
        public Tensor lerp_(Tensor end, Tensor weight) => Aten.CallInPlace("lerp_.Tensor", this, end, weight);

        public Tensor mul(Scalar target) => Aten.Call("mul.Scalar", this, target);
        public Tensor mul(Tensor target) => Aten.Call("mul.Tensor", this, target);
        public Tensor mul_(Scalar target) => Aten.CallInPlace("mul_.Scalar", this, target);
        public Tensor mul_(Tensor target) => Aten.CallInPlace("mul_.Tensor", this, target);

        public Tensor multiply(Scalar target) => Aten.Call("multiply.Scalar", this, target);
        public Tensor multiply(Tensor target) => Aten.Call("multiply.Tensor", this, target);
        public Tensor neg() => Aten.Call("neg", this);
        public Tensor neg_() => Aten.CallInPlace("neg_", this);
        public Tensor negative() => Aten.Call("negative", this);
        public Tensor positive() => Aten.Call("positive", this);

        public Tensor pow(Scalar exponent) => Aten.Call("pow.Tensor_Scalar", this, exponent);
        public Tensor pow(Tensor exponent) => Aten.Call("pow.Tensor_Tensor", this, exponent);
        public Tensor pow_(Scalar exponent) => Aten.CallInPlace("pow_.Scalar", this, exponent);
        public Tensor pow_(Tensor exponent) => Aten.CallInPlace("pow_.Tensor", this, exponent);

        public Tensor reciprocal() => Aten.Call("reciprocal", this);
        public Tensor reciprocal_() => Aten.CallInPlace("reciprocal_", this);

        public Tensor remainder(Scalar scalar) => Aten.Call("remainder.Scalar", this, scalar);
        public Tensor remainder(Tensor target) => Aten.Call("remainder.Tensor", this, target);
        public Tensor remainder_(Scalar scalar) => Aten.CallInPlace("remainder_.Scalar", this, scalar);
        public Tensor remainder_(Tensor target) => Aten.CallInPlace("remainder_.Tensor", this, target);

        public Tensor rsqrt() => Aten.Call("rsqrt", this);
        public Tensor rsqrt_() => Aten.CallInPlace("rsqrt_", this);
        public Tensor sgn() => Aten.Call("sgn", this);
        public Tensor sgn_() => Aten.CallInPlace("sgn_", this);
        public Tensor sign() => Aten.Call("sign", this);
        public Tensor sign_() => Aten.CallInPlace("sign_", this);
        public Tensor signbit() => Aten.Call("signbit", this);
        public Tensor sqrt() => Aten.Call("sqrt", this);
        public Tensor sqrt_() => Aten.CallInPlace("sqrt_", this);
        public Tensor square() => Aten.Call("square", this);

        public Tensor sub(Scalar target) => Aten.Call("sub.Scalar", this, target);
        public Tensor sub(Tensor target) => Aten.Call("sub.Tensor", this, target);
        public Tensor sub_(Scalar target) => Aten.CallInPlace("sub_.Scalar", this, target);
        public Tensor sub_(Tensor target) => Aten.CallInPlace("sub_.Tensor", this, target);

        public Tensor subtract(Scalar target) => Aten.Call("subtract.Scalar", this, target);
        public Tensor subtract(Tensor target) => Aten.Call("subtract.Tensor", this, target);
        public Tensor subtract_(Scalar target) => Aten.CallInPlace("subtract_.Scalar", this, target);
        public Tensor subtract_(Tensor target) => Aten.CallInPlace("subtract_.Tensor", this, target);

        public Tensor true_divide(Scalar other) => Aten.Call("true_divide.Scalar", this, other);
        public Tensor true_divide(Tensor other) => Aten.Call("true_divide.Tensor", this, other);
        public Tensor true_divide_(Scalar other) => Aten.CallInPlace("true_divide_.Scalar", this, other);
        public Tensor true_divide_(Tensor other) => Aten.CallInPlace("true_divide_.Tensor", this, other);
    }
}
