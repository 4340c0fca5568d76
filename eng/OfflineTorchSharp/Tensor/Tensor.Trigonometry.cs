using TorchSharp.Dispatch;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor acos() => Aten.Call("acos", this);
        public Tensor acos_() => Aten.CallInPlace("acos_", this);
        public Tensor acosh() => Aten.Call("acosh", this);
        public Tensor acosh_() => Aten.CallInPlace("acosh_", this);
        public Tensor angle() => Aten.Call("angle", this);
        public Tensor arccos() => Aten.Call("arccos", this);
        public Tensor arccos_() => Aten.CallInPlace("arccos_", this);
        public Tensor arccosh() => Aten.Call("arccosh", this);
        public Tensor arccosh_() => Aten.CallInPlace("arccosh_", this);
        public Tensor arcsin() => Aten.Call("arcsin", this);
        public Tensor arcsin_() => Aten.CallInPlace("arcsin_", this);
        public Tensor arcsinh() => Aten.Call("arcsinh", this);
        public Tensor arcsinh_() => Aten.CallInPlace("arcsinh_", this);

        public Tensor arctan() => Aten.Call("arctan", this);
        public Tensor arctan(Tensor other) => Aten.Call("arctan2", this, other);
        public Tensor arctan_() => Aten.CallInPlace("arctan_", this);
        public Tensor arctan_(Tensor other) => Aten.CallInPlace("arctan2_", this, other);

        public Tensor arctan2(Tensor other) => Aten.Call("arctan2", this, other);
        public Tensor arctan2_(Tensor other) => Aten.CallInPlace("arctan2_", this, other);
        public Tensor arctanh() => Aten.Call("arctanh", this);
        public Tensor arctanh_() => Aten.CallInPlace("arctanh_", this);
        public Tensor asin() => Aten.Call("asin", this);
        public Tensor asin_() => Aten.CallInPlace("asin_", this);
        public Tensor asinh() => Aten.Call("asinh", this);
        public Tensor asinh_() => Aten.CallInPlace("asinh_", this);
        public Tensor atan() => Aten.Call("atan", this);
        public Tensor atan_() => Aten.CallInPlace("atan_", this);
        public Tensor atan2(Tensor other) => Aten.Call("atan2", this, other);
        public Tensor atan2_(Tensor other) => Aten.CallInPlace("atan2_", this, other);
        public Tensor atanh() => Aten.Call("atanh", this);
        public Tensor atanh_() => Aten.CallInPlace("atanh_", this);
        public Tensor cos() => Aten.Call("cos", this);
        public Tensor cos_() => Aten.CallInPlace("cos_", this);
        public Tensor cosh() => Aten.Call("cosh", this);
        public Tensor cosh_() => Aten.CallInPlace("cosh_", this);
        public Tensor sin() => Aten.Call("sin", this);
        public Tensor sin_() => Aten.CallInPlace("sin_", this);
        public Tensor sinc() => Aten.Call("sinc", this);
        public Tensor sinc_() => Aten.CallInPlace("sinc_", this);
        public Tensor sinh() => Aten.Call("sinh", this);
        public Tensor sinh_() => Aten.CallInPlace("sinh_", this);
        public Tensor tan() => Aten.Call("tan", this);
        public Tensor tan_() => Aten.CallInPlace("tan_", this);
    }
}
