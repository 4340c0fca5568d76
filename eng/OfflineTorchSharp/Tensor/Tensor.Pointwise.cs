using TorchSharp.Dispatch;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor ceil() => Aten.Call("ceil", this);
        public Tensor ceil_() => Aten.CallInPlace("ceil_", this);

        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Aten.Call("clamp", this, min, max);
        public Tensor clamp(Tensor? min = null, Tensor? max = null) => Aten.Call("clamp.Tensor", this, min, max);
        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => Aten.CallInPlace("clamp_", this, min, max);
        public Tensor clamp_(Tensor? min = null, Tensor? max = null) => Aten.CallInPlace("clamp_.Tensor", this, min, max);

        public Tensor clamp_max(Scalar max) => Aten.Call("clamp_max", this, max);
        public Tensor clamp_max_(Scalar max) => Aten.CallInPlace("clamp_max_", this, max);
        public Tensor clamp_min(Scalar min) => Aten.Call("clamp_min", this, min);
        public Tensor clamp_min_(Scalar min) => Aten.CallInPlace("clamp_min_", this, min);
        public Tensor clip(Scalar? min = null, Scalar? max = null) => Aten.Call("clip", this, min, max);
        public Tensor deg2rad() => Aten.Call("deg2rad", this);
        public Tensor digamma() => Aten.Call("digamma", this);
        public Tensor digamma_() => Aten.CallInPlace("digamma_", this);
        public Tensor erf() => Aten.Call("erf", this);
        public Tensor erf_() => Aten.CallInPlace("erf_", this);
        public Tensor erfc() => Aten.Call("erfc", this);
        public Tensor erfc_() => Aten.CallInPlace("erfc_", this);
        public Tensor erfinv() => Aten.Call("erfinv", this);
        public Tensor erfinv_() => Aten.CallInPlace("erfinv_", this);
        public Tensor exp() => Aten.Call("exp", this);
        public Tensor exp_() => Aten.CallInPlace("exp_", this);
        public Tensor exp2() => Aten.Call("exp2", this);
        public Tensor expm1() => Aten.Call("expm1", this);
        public Tensor expm1_() => Aten.CallInPlace("expm1_", this);
        public Tensor fix() => Aten.Call("fix", this);
        public Tensor fix_() => Aten.CallInPlace("fix_", this);
        public Tensor floor() => Aten.Call("floor", this);
        public Tensor floor_() => Aten.CallInPlace("floor_", this);
        public Tensor fmax(Tensor other) => Aten.Call("fmax", this, other);
        public Tensor fmin(Tensor other) => Aten.Call("fmin", this, other);
        public Tensor frac() => Aten.Call("frac", this);
        public Tensor frac_() => Aten.CallInPlace("frac_", this);
        public Tensor heaviside(Tensor other) => Aten.Call("heaviside", this, other);
        public Tensor i0() => Aten.Call("i0", this);
        public Tensor igamma(Tensor other) => Aten.Call("igamma", this, other);
        public Tensor igammac(Tensor other) => Aten.Call("igammac", this, other);
        public Tensor lgamma() => Aten.Call("lgamma", this);
        public Tensor lgamma_() => Aten.CallInPlace("lgamma_", this);
        public Tensor log() => Aten.Call("log", this);
        public Tensor log_() => Aten.CallInPlace("log_", this);
        public Tensor log10() => Aten.Call("log10", this);
        public Tensor log10_() => Aten.CallInPlace("log10_", this);
        public Tensor log1p() => Aten.Call("log1p", this);
        public Tensor log1p_() => Aten.CallInPlace("log1p_", this);
        public Tensor log2() => Aten.Call("log2", this);
        public Tensor log2_() => Aten.CallInPlace("log2_", this);
        public Tensor logaddexp(Tensor other) => Aten.Call("logaddexp", this, other);
        public Tensor logaddexp2(Tensor other) => Aten.Call("logaddexp2", this, other);
        public Tensor logit(double? eps = null) => Aten.Call("logit", this, eps);
        public Tensor maximum(Tensor other) => Aten.Call("maximum", this, other);
        public Tensor minimum(Tensor other) => Aten.Call("minimum", this, other);
        public Tensor mvlgamma(long p) => Aten.Call("mvlgamma", this, p);
        public Tensor mvlgamma_(long p) => Aten.CallInPlace("mvlgamma_", this, p);
        public Tensor nan_to_num(double nan = 0, double? posinf = null, double? neginf = null) => Aten.Call("nan_to_num", this, nan, posinf, neginf);
        public Tensor nextafter(Tensor other) => Aten.Call("nextafter", this, other);
        public Tensor polygamma(long p) => Aten.Call("polygamma", p, this);
        public Tensor polygamma_(long p) => Aten.CallInPlace("polygamma_", this, p);
        public Tensor rad2deg() => Aten.Call("rad2deg", this);
        public Tensor round(long decimals = 0) => Aten.Call("round.decimals", this, decimals);
        public Tensor round_(long decimals = 0) => Aten.CallInPlace("round_.decimals", this, decimals);
        public Tensor trunc() => Aten.Call("trunc", this);
        public Tensor trunc_() => Aten.CallInPlace("trunc_", this);

        public Tensor xlogy(Scalar y) => Aten.Call("xlogy.Scalar_Other", this, y);
        public Tensor xlogy(Tensor y) => Aten.Call("xlogy.Tensor", this, y);
        public Tensor xlogy_(Scalar y) => Aten.CallInPlace("xlogy_.Scalar_Other", this, y);
        public Tensor xlogy_(Tensor y) => Aten.CallInPlace("xlogy_.Tensor", this, y);
    }
}
