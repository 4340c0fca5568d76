using TorchSharp.Dispatch;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => Aten.Call("cat", Argument.List(tensors), dim);
    public static Tensor concat(IList<Tensor> tensors, long dim = 0) => cat(tensors, dim);
    public static Tensor concatenate(IList<Tensor> tensors, long axis = 0) => cat(tensors, axis);
    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => Aten.Call("stack", Argument.List(tensors), dim);

    public static Tensor hstack(params Tensor[] tensors) => Aten.Call("hstack", tensors);
    public static Tensor hstack(IList<Tensor> tensors) => Aten.Call("hstack", Argument.List(tensors));
    public static Tensor hstack(IEnumerable<Tensor> tensors) => Aten.Call("hstack", Argument.List(tensors));
    public static Tensor vstack(IList<Tensor> tensors) => Aten.Call("vstack", Argument.List(tensors));
    public static Tensor dstack(params Tensor[] tensors) => Aten.Call("dstack", tensors);
    public static Tensor dstack(IList<Tensor> tensors) => Aten.Call("dstack", Argument.List(tensors));
    public static Tensor dstack(IEnumerable<Tensor> tensors) => Aten.Call("dstack", Argument.List(tensors));
    public static Tensor column_stack(params Tensor[] tensors) => Aten.Call("column_stack", tensors);
    public static Tensor column_stack(IList<Tensor> tensors) => Aten.Call("column_stack", Argument.List(tensors));
    public static Tensor row_stack(params Tensor[] tensors) => Aten.Call("row_stack", tensors);
    public static Tensor row_stack(IList<Tensor> tensors) => Aten.Call("row_stack", Argument.List(tensors));

    public static Tensor block_diag(params Tensor[] tensors) => Aten.Call("block_diag", tensors);
    public static Tensor cartesian_prod(params Tensor[] tensors) => Aten.Call("cartesian_prod", tensors);
    public static Tensor cartesian_prod(IList<Tensor> tensors) => Aten.Call("cartesian_prod", Argument.List(tensors));
    public static Tensor chain_matmul(params Tensor[] matrices) => Aten.Call("linalg_multi_dot", matrices);
    public static Tensor einsum(string equation, params Tensor[] tensors) => Aten.Call("einsum", equation, tensors);

    public static Tensor combinations(Tensor input, int r = 2, bool with_replacement = false) =>
        Aten.Call("combinations", input, r, with_replacement);

    public static Tensor[] meshgrid(IEnumerable<Tensor> tensors, string indexing = "ij") =>
        Aten.CallMany("meshgrid.indexing", Argument.List(tensors), indexing);

    public static IList<Tensor> broadcast_tensors(params Tensor[] tensors) => Aten.CallMany("broadcast_tensors", tensors);

    public static Size broadcast_shapes(params long[][] shapes)
    {
        var rank = shapes.Max(static shape => shape.Length);
        var result = Enumerable.Repeat(1L, rank).ToArray();
        foreach (var shape in shapes)
        {
            for (var i = 1; i <= shape.Length; i++)
            {
                var length = shape[^i];
                if (result[^i] != length && result[^i] != 1 && length != 1)
                    throw new ArgumentException($"The shapes cannot be broadcast together: {result[^i]} and {length} in dimension -{i}.");
                result[^i] = result[^i] == 1 ? length : result[^i];
            }
        }
        return new Size(result);
    }
}
