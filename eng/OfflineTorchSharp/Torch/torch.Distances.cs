using TorchSharp.Dispatch;

namespace TorchSharp;

public enum compute_mode
{
    use_mm_for_euclid_dist_if_necessary = 0,
    use_mm_for_euclid_dist = 1,
    donot_use_mm_for_euclid_dist = 2,
}

public static partial class torch
{
    public static Tensor cdist(
        Tensor x1, Tensor x2, double p = 2, compute_mode compute_mode = compute_mode.use_mm_for_euclid_dist_if_necessary) =>
        Aten.Call("cdist", x1, x2, p, (long)compute_mode);

    public static Tensor searchsorted(
        Tensor sorted_sequence, Tensor values, bool out_int32 = false, bool right = false, Tensor? sorter = null) =>
        Aten.Call("searchsorted.Tensor", sorted_sequence, values, out_int32, right, Argument.None, sorter);

    public static Tensor searchsorted(Tensor sorted_sequence, Scalar values, bool out_int32, bool right, Tensor sorter) =>
        Aten.Call("searchsorted.Scalar", sorted_sequence, values, out_int32, right, Argument.None, sorter);

    public static (Tensor hist, Tensor bin_edges) histogram(
        Tensor input, long bins, (double min, double max)? range = null, Tensor? weight = null, bool density = false) =>
        Aten.CallTwo("histogram.bin_ct", input, bins, range is { } limits ? new[] { limits.min, limits.max } : null, weight, density);

    public static (Tensor hist, Tensor bin_edges) histogram(Tensor input, Tensor bins, Tensor? weight = null, bool density = false) =>
        Aten.CallTwo("histogram.bins_tensor", input, bins, weight, density);

    public static (Tensor P, Tensor L, Tensor U) lu_unpack(
        Tensor LU_data, Tensor LU_pivots, bool unpack_data = true, bool unpack_pivots = true) =>
        Aten.CallThree("lu_unpack", LU_data, LU_pivots, unpack_data, unpack_pivots);

    public static IEnumerable<Tensor> atleast_1d(params Tensor[] input) => Aten.CallMany("atleast_1d.Sequence", input);
    public static IEnumerable<Tensor> atleast_2d(params Tensor[] input) => Aten.CallMany("atleast_2d.Sequence", input);
    public static IEnumerable<Tensor> atleast_3d(params Tensor[] input) => Aten.CallMany("atleast_3d.Sequence", input);
}
