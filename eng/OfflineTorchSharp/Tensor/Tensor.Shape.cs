using TorchSharp.Dispatch;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor adjoint() => Aten.Call("adjoint", this);
        public Tensor as_strided(long[] size, long[] strides, long storageOffset = 0) => Aten.Call("as_strided", this, size, strides, storageOffset);
        public Tensor atleast_1d() => Aten.Call("atleast_1d", this);
        public Tensor atleast_2d() => Aten.Call("atleast_2d", this);
        public Tensor atleast_3d() => Aten.Call("atleast_3d", this);
        public Tensor broadcast_to(params long[] shape) => Aten.Call("broadcast_to", this, shape);
        public Tensor channel_shuffle(long groups) => Aten.Call("channel_shuffle", this, groups);
        public Tensor[] chunk(long chunks, long dim = 0) => Aten.CallMany("chunk", this, chunks, dim);
        public Tensor diag(long diagonal = 0) => Aten.Call("diag", this, diagonal);
        public Tensor diag_embed(long offset = 0, long dim1 = -2, long dim2 = -1) => Aten.Call("diag_embed", this, offset, dim1, dim2);
        public Tensor diagflat(long offset = 0) => Aten.Call("diagflat", this, offset);
        public Tensor diagonal(long offset = 0, long dim1 = 0, long dim2 = 1) => Aten.Call("diagonal", this, offset, dim1, dim2);

        public Tensor[] dsplit((long, long) indices_or_sections) => Aten.CallMany("dsplit.array", this, indices_or_sections);
        public Tensor[] dsplit((long, long, long) indices_or_sections) => Aten.CallMany("dsplit.array", this, indices_or_sections);
        public Tensor[] dsplit((long, long, long, long) indices_or_sections) =>
            dsplit([indices_or_sections.Item1, indices_or_sections.Item2, indices_or_sections.Item3, indices_or_sections.Item4]);
        public Tensor[] dsplit(long size) => Aten.CallMany("dsplit.int", this, size);
        public Tensor[] dsplit(params long[] sizes) => Aten.CallMany("dsplit.array", this, sizes);
        public Tensor[] dsplit(Tensor indices) => dsplit(Positions(indices));

        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false) => Aten.Call("expand", this, Argument.List(sizes), isImplicit);
        public Tensor expand(long[] sizes, bool isImplicit = false) => Aten.Call("expand", this, sizes, isImplicit);
        public Tensor expand(params long[] sizes) => Aten.Call("expand", this, sizes);
        public Tensor expand(Size sizes, bool isImplicit = false) => expand(sizes.Shape, isImplicit);

        public Tensor expand_as(Tensor other) => Aten.Call("expand_as", this, other);
        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Aten.Call("flatten.using_ints", this, start_dim, end_dim);
        public Tensor flip(params long[] dims) => Aten.Call("flip", this, dims);
        public Tensor fliplr() => Aten.Call("fliplr", this);
        public Tensor flipud() => Aten.Call("flipud", this);

        public Tensor[] hsplit(long size) => Aten.CallMany("hsplit.int", this, size);
        public Tensor[] hsplit(params long[] sizes) => Aten.CallMany("hsplit.array", this, sizes);
        public Tensor[] hsplit(Tensor indices) => hsplit(Positions(indices));

        public Tensor moveaxis(long[] source, long[] destination) => Aten.Call("moveaxis.intlist", this, source, destination);
        public Tensor movedim(long[] source, long[] destination) => Aten.Call("movedim.intlist", this, source, destination);
        public Tensor permute(IEnumerable<long> permutation) => permute(permutation.ToArray());
        public Tensor permute(params long[] permutation) => Aten.Call("permute", this, permutation);
        public Tensor ravel() => Aten.Call("ravel", this);
        public Tensor repeat(params long[] sizes) => Aten.Call("repeat", this, sizes);
        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null) =>
            Aten.Call("repeat_interleave.self_int", this, repeats, dim, output_size);
        public Tensor repeat_interleave(Tensor repeats, long? dim = null, long? output_size = null) =>
            Aten.Call("repeat_interleave.self_Tensor", this, repeats, dim, output_size);
        public Tensor reshape(params long[] shape) => Aten.Call("reshape", this, shape);

        public Tensor roll((long, long) shifts, (long, long) dims) => Aten.Call("roll", this, shifts, dims);
        public Tensor roll((long, long, long) shifts, (long, long, long) dims) => Aten.Call("roll", this, shifts, dims);
        public Tensor roll(ReadOnlySpan<long> shifts, ReadOnlySpan<long> dims = default) =>
            Aten.Call("roll", this, Argument.List(shifts), Argument.List(dims));
        public Tensor roll(long shifts, long? dims = null) => Aten.Call("roll", this, shifts, dims is { } dim ? (Argument)dim : Argument.Default);
        public Tensor roll(long[] shifts) => Aten.Call("roll", this, shifts);
        public Tensor roll(long[] shifts, long[] dims) => Aten.Call("roll", this, shifts, dims);

        public Tensor rot90(long k = 1, (long, long)? dims = null) => Aten.Call("rot90", this, k, dims ?? (0, 1));

        public Tensor[] split(ReadOnlySpan<long> sizes, long dim = 0) => Aten.CallMany("split_with_sizes", this, Argument.List(sizes), dim);
        public Tensor[] split(long size, int dim = 0) => Aten.CallMany("split.Tensor", this, size, dim);
        public Tensor[] split(long[] sizes, long dim = 0) => Aten.CallMany("split_with_sizes", this, sizes, dim);
        public Tensor[] split(params long[] sizes) => Aten.CallMany("split_with_sizes", this, sizes);

        public Tensor squeeze(long? dim = null) => dim is { } axis ? Aten.Call("squeeze.dim", this, axis) : Aten.Call("squeeze", this);
        public Tensor squeeze_(long? dim = null) => dim is { } axis ? Aten.CallInPlace("squeeze_.dim", this, axis) : Aten.CallInPlace("squeeze_", this);
        public Tensor swapaxes(long dim0, long dim1) => Aten.Call("swapaxes", this, dim0, dim1);
        public Tensor swapdims(long dim0, long dim1) => Aten.Call("swapdims", this, dim0, dim1);
        public Tensor t() => Aten.Call("t", this);

        public Tensor[] tensor_split(long size, long dim = 0) => Aten.CallMany("tensor_split.sections", this, size, dim);
        public Tensor[] tensor_split(long[] sizes, long dim = 0) => Aten.CallMany("tensor_split.indices", this, sizes, dim);
        public Tensor[] tensor_split(Tensor indices, long dim = 0) => Aten.CallMany("tensor_split.tensor_indices_or_sections", this, indices, dim);

        public Tensor tile(long[] reps) => Aten.Call("tile", this, reps);
        public Tensor transpose(long dim0, long dim1) => Aten.Call("transpose.int", this, dim0, dim1);
        public Tensor transpose_(long dim0, long dim1) => Aten.CallInPlace("transpose_", this, dim0, dim1);
        public Tensor tril(long diagonal = 0) => Aten.Call("tril", this, diagonal);
        public Tensor tril_(long diagonal = 0) => Aten.CallInPlace("tril_", this, diagonal);
        public Tensor triu(long diagonal = 0) => Aten.Call("triu", this, diagonal);
        public Tensor triu_(long diagonal = 0) => Aten.CallInPlace("triu_", this, diagonal);
        public Tensor[] unbind(long dimension = 0) => Aten.CallMany("unbind.int", this, dimension);
        public Tensor unflatten(long dim, params long[] sizes) => Aten.Call("unflatten.int", this, dim, sizes);
        public Tensor unflatten(long dim, Size sizes) => unflatten(dim, sizes.Shape);
        public Tensor unfold(long dimension, long size, long step) => Aten.Call("unfold", this, dimension, size, step);
        public Tensor unsqueeze(long dim) => Aten.Call("unsqueeze", this, dim);
        public Tensor unsqueeze_(long dim) => Aten.CallInPlace("unsqueeze_", this, dim);
        public Tensor view(params long[] shape) => Aten.Call("view", this, shape);
        public Tensor view_as(Tensor other) => Aten.Call("view_as", this, other);

        public Tensor[] vsplit(long size) => Aten.CallMany("vsplit.int", this, size);
        public Tensor[] vsplit(params long[] sizes) => Aten.CallMany("vsplit.array", this, sizes);
        public Tensor[] vsplit(Tensor indices) => vsplit(Positions(indices));
    }
}
