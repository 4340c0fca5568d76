using TorchSharp.Dispatch;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor argsort(long dim = -1, bool descending = false) => Aten.Call("argsort", this, dim, descending);
        public Tensor bincount(Tensor weights, long minlength = 0) => Aten.Call("bincount", this, weights, minlength);
        public Tensor bucketize(Tensor boundaries, bool outInt32 = false, bool right = false) =>
            Aten.Call("bucketize.Tensor", this, boundaries, outInt32, right);
        public Tensor corrcoef() => Aten.Call("corrcoef", this);
        public Tensor cov(long correction = 1, Tensor? fweights = null, Tensor? aweights = null) =>
            Aten.Call("cov", this, correction, fweights, aweights);
        public Tensor cumulative_trapezoid(double dx = 1, long dim = -1) => Aten.Call("cumulative_trapezoid.dx", this, dx, dim);
        public Tensor cumulative_trapezoid(Tensor x, long dim = -1) => Aten.Call("cumulative_trapezoid.x", this, x, dim);
        public Tensor diff(long n = 1, long dim = -1, Tensor? prepend = null, Tensor? append = null) => Aten.Call("diff", this, n, dim, prepend, append);
        public Tensor histc(long bins = 100, long min = 0, long max = 0) => Aten.Call("histc", this, bins, min, max);
        public (Tensor values, Tensor indices) kthvalue(long k, long? dim, bool keepdim = false) =>
            Aten.CallTwo("kthvalue", this, k, dim ?? -1, keepdim);
        public Tensor msort() => Aten.Call("msort", this);
        public Tensor nanquantile(Tensor q, long dim = -1, bool keepdim = false) => Aten.Call("nanquantile", this, q, dim, keepdim);
        public Tensor quantile(Tensor q, long dim = -1, bool keepdim = false) => Aten.Call("quantile", this, q, dim, keepdim);
        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false) =>
            Aten.CallTwo("sort.stable", this, stable, dim, descending);

        public Tensor std((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Aten.Call("std.dim", ConvertTo(type), dim, unbiased, keepdim);
        public Tensor std((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Aten.Call("std.dim", ConvertTo(type), dim, unbiased, keepdim);
        public Tensor std(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Aten.Call("std.dim", ConvertTo(type), Argument.List(dimensions), unbiased, keepdim);
        public Tensor std(bool unbiased = true) => Aten.Call("std", this, unbiased);
        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Aten.Call("std.dim", ConvertTo(type), dim, unbiased, keepdim);
        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Aten.Call("std.dim", ConvertTo(type), dimensions, unbiased, keepdim);

        public (Tensor std, Tensor mean) std_mean((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Aten.CallTwo("std_mean.dim", ConvertTo(type), dim, unbiased, keepdim);
        public (Tensor std, Tensor mean) std_mean((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Aten.CallTwo("std_mean.dim", ConvertTo(type), dim, unbiased, keepdim);
        public (Tensor std, Tensor mean) std_mean(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Aten.CallTwo("std_mean.dim", ConvertTo(type), Argument.List(dimensions), unbiased, keepdim);
        public (Tensor std, Tensor mean) std_mean(bool unbiased = true) => Aten.CallTwo("std_mean", this, unbiased);
        public (Tensor std, Tensor mean) std_mean(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Aten.CallTwo("std_mean.dim", ConvertTo(type), dim, unbiased, keepdim);
        public (Tensor std, Tensor mean) std_mean(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Aten.CallTwo("std_mean.dim", ConvertTo(type), dimensions, unbiased, keepdim);

        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true) =>
            Aten.CallTwo("topk", this, k, dim, largest, sorted);
        public Tensor trapezoid(double dx = 1, long dim = -1) => Aten.Call("trapezoid.dx", this, dx, dim);
        public Tensor trapezoid(Tensor x, long dim = -1) => Aten.Call("trapezoid.x", this, x, dim);
        public (Tensor output, Tensor inverse_indices, Tensor counts) unique(bool sorted = true, bool return_inverse = false, bool return_counts = false, int? dim = null) =>
            dim is { } axis
                ? Aten.CallThree("unique_dim", this, axis, sorted, return_inverse, return_counts)
                : Aten.CallThree("_unique2", this, sorted, return_inverse, return_counts);
        public (Tensor output, Tensor inverse_indices, Tensor counts) unique_consecutive(bool return_inverse = false, bool return_counts = false, int? dim = null) =>
            Aten.CallThree("unique_consecutive", this, return_inverse, return_counts, dim);

        public Tensor var((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Aten.Call("var.dim", ConvertTo(type), dim, unbiased, keepdim);
        public Tensor var((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Aten.Call("var.dim", ConvertTo(type), dim, unbiased, keepdim);
        public Tensor var(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Aten.Call("var.dim", ConvertTo(type), Argument.List(dimensions), unbiased, keepdim);
        public Tensor var(bool unbiased = true) => Aten.Call("var", this, unbiased);
        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Aten.Call("var.dim", ConvertTo(type), dim, unbiased, keepdim);
        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Aten.Call("var.dim", ConvertTo(type), dimensions, unbiased, keepdim);

        public (Tensor std, Tensor mean) var_mean(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Aten.CallTwo("var_mean.dim", ConvertTo(type), Argument.List(dimensions), unbiased, keepdim);
        public (Tensor std, Tensor mean) var_mean(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Aten.CallTwo("var_mean.dim", ConvertTo(type), dimensions, unbiased, keepdim);
        public (Tensor var, Tensor mean) var_mean((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Aten.CallTwo("var_mean.dim", ConvertTo(type), dim, unbiased, keepdim);
        public (Tensor var, Tensor mean) var_mean((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Aten.CallTwo("var_mean.dim", ConvertTo(type), dim, unbiased, keepdim);
        public (Tensor var, Tensor mean) var_mean(bool unbiased = true) => Aten.CallTwo("var_mean", this, unbiased);
        public (Tensor var, Tensor mean) var_mean(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Aten.CallTwo("var_mean.dim", ConvertTo(type), dim, unbiased, keepdim);
    }
}
