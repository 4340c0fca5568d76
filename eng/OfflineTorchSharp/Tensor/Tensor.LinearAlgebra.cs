using TorchSharp.Dispatch;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor addbmm(Tensor batch1, Tensor batch2, float beta = 1f, float alpha = 1f) => Aten.Call("addbmm", this, batch1, batch2, beta, alpha);
        public Tensor addbmm_(Tensor batch1, Tensor batch2, float beta = 1f, float alpha = 1f) =>
            Aten.CallInPlace("addbmm_", this, batch1, batch2, beta, alpha);
        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1f, float alpha = 1f) => Aten.Call("addmm", this, mat1, mat2, beta, alpha);
        public Tensor addmm_(Tensor mat1, Tensor mat2, float beta = 1f, float alpha = 1f) => Aten.CallInPlace("addmm_", this, mat1, mat2, beta, alpha);
        public Tensor addmv(Tensor mat, Tensor vec, float beta = 1f, float alpha = 1f) => Aten.Call("addmv", this, mat, vec, beta, alpha);
        public Tensor addmv_(Tensor mat, Tensor vec, float beta = 1f, float alpha = 1f) => Aten.CallInPlace("addmv_", this, mat, vec, beta, alpha);
        public Tensor addr(Tensor vec1, Tensor vec2, float beta = 1f, float alpha = 1f) => Aten.Call("addr", this, vec1, vec2, beta, alpha);
        public Tensor addr_(Tensor vec1, Tensor vec2, float beta = 1f, float alpha = 1f) => Aten.CallInPlace("addr_", this, vec1, vec2, beta, alpha);
        public Tensor baddbmm(Tensor batch1, Tensor batch2, float beta = 1f, float alpha = 1f) =>
            Aten.Call("baddbmm", this, batch1, batch2, beta, alpha);
        public Tensor bmm(Tensor batch2) => Aten.Call("bmm", this, batch2);
        public Tensor cholesky_inverse(bool upper = false) => Aten.Call("cholesky_inverse", this, upper);
        public Tensor cholesky_solve(Tensor input2, bool upper = false) => Aten.Call("cholesky_solve", this, input2, upper);
        public Tensor cross(Scalar other, long dim) => Aten.Call("cross", this, (Tensor)other, dim);
        public Tensor det() => Aten.Call("det", this);
        public Tensor dot(Tensor target) => Aten.Call("dot", this, target);
        public (Tensor a, Tensor tau) geqrf() => Aten.CallTwo("geqrf", this);
        public Tensor ger(Tensor vec2) => Aten.Call("ger", this, vec2);
        public Tensor inner(Tensor vec2) => Aten.Call("inner", this, vec2);
        public Tensor inverse() => Aten.Call("inverse", this);
        public Tensor kron(Tensor other) => Aten.Call("kron", this, other);
        public Tensor logdet() => Aten.Call("logdet", this);
        public Tensor matmul(Tensor target) => Aten.Call("matmul", this, target);
        public Tensor matrix_exp() => Aten.Call("matrix_exp", this);
        public Tensor matrix_power(int n) => Aten.Call("matrix_power", this, n);
        public Tensor mm(Tensor target) => Aten.Call("mm", this, target);
        public Tensor mv(Tensor target) => Aten.Call("mv", this, target);
        public Tensor ormqr(Tensor tau, Tensor other, bool left = true, bool transpose = false) => Aten.Call("ormqr", this, tau, other, left, transpose);
        public Tensor outer(Tensor vec2) => Aten.Call("outer", this, vec2);
        public Tensor pinverse(double rcond = 1E-15, bool hermitian = false) => Aten.Call("linalg_pinv", this, rcond, hermitian);

        public Tensor tensordot(Tensor b, (long, long)[] dims) =>
            tensordot(b, Array.ConvertAll(dims, static pair => pair.Item1), Array.ConvertAll(dims, static pair => pair.Item2));
        public Tensor tensordot(Tensor b, long dims = 2) =>
            tensordot(b, Enumerable.Range(0, (int)dims).Select(i => Dimensions - dims + i).ToArray(), Enumerable.Range(0, (int)dims).Select(static i => (long)i).ToArray());
        public Tensor tensordot(Tensor b, long[] dims1, long[] dims2) => Aten.Call("tensordot", this, b, dims1, dims2);

        public Tensor trace() => Aten.Call("trace", this);
        public Tensor vander(long N = -1, bool increasing = false) => Aten.Call("vander", this, N, increasing);
        public Tensor vdot(Tensor target) => Aten.Call("vdot", this, target);
    }
}
