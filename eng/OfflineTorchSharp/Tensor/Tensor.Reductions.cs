using TorchSharp.Dispatch;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor all() => Aten.Call("all", this);
        public Tensor all(long dim, bool keepdim = false) => Aten.Call("all.dim", this, dim, keepdim);

        public Tensor amax(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) => amax(dims.ToArray(), keepdim, @out);
        public Tensor amax(long[] dims, bool keepdim = false, Tensor? @out = null) =>
            @out is null ? Aten.Call("amax", this, dims, keepdim) : Aten.CallInto("amax.out", @out, this, dims, keepdim, @out);
        public Tensor amax(params long[] dims) => Aten.Call("amax", this, dims);

        public Tensor amin(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) => amin(dims.ToArray(), keepdim, @out);
        public Tensor amin(long[] dims, bool keepdim = false, Tensor? @out = null) =>
            @out is null ? Aten.Call("amin", this, dims, keepdim) : Aten.CallInto("amin.out", @out, this, dims, keepdim, @out);
        public Tensor amin(params long[] dims) => Aten.Call("amin", this, dims);

        public (Tensor min, Tensor max) aminmax(long? dim = null, bool keepdim = false) => Aten.CallTwo("aminmax", this, dim, keepdim);
        public Tensor any() => Aten.Call("any", this);
        public Tensor any(long dim, bool keepdim = false) => Aten.Call("any.dim", this, dim, keepdim);
        public Tensor argmax() => Aten.Call("argmax", this);
        public Tensor argmax(long dim, bool keepdim = false) => Aten.Call("argmax", this, dim, keepdim);
        public Tensor argmin() => Aten.Call("argmin", this);
        public Tensor argmin(long dim, bool keepdim = false) => Aten.Call("argmin", this, dim, keepdim);
        public Tensor count_nonzero(long[]? dims = null) =>
            dims is null ? Aten.Call("count_nonzero", this) : Aten.Call("count_nonzero.dim_IntList", this, dims);
        public (Tensor values, Tensor indexes) cummax(long dim) => Aten.CallTwo("cummax", this, dim);
        public (Tensor values, Tensor indexes) cummin(long dim) => Aten.CallTwo("cummin", this, dim);
        public Tensor cumprod(long dim, ScalarType? type = null) => Aten.Call("cumprod", this, dim, type);
        public Tensor cumsum(long dim, ScalarType? type = null) => Aten.Call("cumsum", this, dim, type);
        public Tensor dist(Tensor other, float p = 2f) => Aten.Call("dist", this, other, p);
        public Tensor logcumsumexp(long dim) => Aten.Call("logcumsumexp", this, dim);
        public Tensor logsumexp(long dim, bool keepdim = false) => Aten.Call("logsumexp", this, dim, keepdim);

        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) => Aten.CallTwo("max.dim", this, dim, keepdim);
        public Tensor max() => Aten.Call("max", this);
        public Tensor max(Tensor other) => Aten.Call("max.other", this, other);

        public Tensor mean() => Aten.Call("mean", this);
        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) => Aten.Call("mean.dim", this, dimensions, keepdim, type);
        public Tensor median() => Aten.Call("median", this);

        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) => Aten.CallTwo("min.dim", this, dim, keepdim);
        public Tensor min() => Aten.Call("min", this);
        public Tensor min(Tensor other) => Aten.Call("min.other", this, other);

        public (Tensor values, Tensor indices) mode(long dim = -1, bool keepdim = false) => Aten.CallTwo("mode", this, dim, keepdim);
        public Tensor nanmean(int? dim = null, bool keepdim = false, ScalarType? dtype = null) =>
            Aten.Call("nanmean", this, dim is { } axis ? (Argument)axis : Argument.Default, keepdim, dtype);
        public Tensor nanmedian() => Aten.Call("nanmedian", this);
        public Tensor nansum() => Aten.Call("nansum", this);
        public Tensor norm(float p = 2f) => Aten.Call("norm.Scalar", this, p);
        public Tensor norm(int dim, bool keepdim = false, float p = 2f) => Aten.Call("norm.ScalarOpt_dim", this, p, dim, keepdim);
        public Tensor prod(long dim, bool keepdim = false, ScalarType? type = null) => Aten.Call("prod.dim_int", this, dim, keepdim, type);
        public Tensor prod(ScalarType? type = null) => Aten.Call("prod", this, type);
        public Tensor renorm(float p, long dim, float maxnorm) => Aten.Call("renorm", this, p, dim, maxnorm);

        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) =>
            Aten.Call("sum.dim_IntList", this, Argument.List(dim), keepdim, type);
        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => Aten.Call("sum.dim_IntList", this, dim, keepdim, type);
        public Tensor sum(long dim0, long dim1, bool keepdim = false, ScalarType? type = null) =>
            Aten.Call("sum.dim_IntList", this, (dim0, dim1), keepdim, type);
        public Tensor sum(long dim0, long dim1, long dim2, bool keepdim = false, ScalarType? type = null) =>
            Aten.Call("sum.dim_IntList", this, (dim0, dim1, dim2), keepdim, type);
        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => Aten.Call("sum.dim_IntList", this, dim, keepdim, type);
        public Tensor sum(ScalarType? type = null) => Aten.Call("sum", this, type);
    }
}
