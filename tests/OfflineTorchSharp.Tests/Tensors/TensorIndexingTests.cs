using static TorchSharp.torch;

namespace GradGuard.OfflineTorchSharp.Tests.Tensors;

public class TensorIndexingTests
{
    private readonly Tensor _t = arange(24, dtype: float32).reshape(2, 3, 4);

    [Fact]
    public void Positions_select()
    {
        Assert.Equal([3, 4], _t[1].shape);
        Assert.Equal([4], _t[1, 2].shape);
        Assert.Equal(23f, _t[1, 2, 3].item<float>());
        Assert.Equal(23f, _t[-1, -1, -1].item<float>());
    }

    [Fact]
    public void A_position_outside_is_refused() =>
        Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => _t[2]);

    [Fact]
    public void Slices_ellipsis_and_new_axes()
    {
        Assert.Equal([2, 2, 4], _t[TensorIndex.Colon, TensorIndex.Slice(1, 3)].shape);
        Assert.Equal([2, 3], _t[TensorIndex.Ellipsis, TensorIndex.Single(0)].shape);
        Assert.Equal([2, 1, 3, 4], _t[TensorIndex.Colon, TensorIndex.None].shape);
        Assert.Equal([0.0, 2.0], Elements.Of(_t[TensorIndex.Single(0), TensorIndex.Single(0), TensorIndex.Slice(null, null, 2)]));
        Assert.Equal([2, 2, 4], _t[TensorIndex.Colon, (0, 2)].shape);
    }

    [Fact]
    public void A_slice_is_a_view()
    {
        using (var row = _t[0, 0])
            row.fill_(9);

        Assert.Equal(9f, _t[0, 0, 3].item<float>());
    }

    [Fact]
    public void A_mask_gathers_and_sets()
    {
        var mask = _t > 20;

        Assert.Equal([21.0, 22.0, 23.0], Elements.Of(_t[mask]));
        _t[mask] = tensor(0f);

        Assert.Equal(0f, _t[1, 2, 3].item<float>());
        Assert.Equal(20f, _t.max().item<float>());
    }

    [Fact]
    public void Index_tensors_gather_rows_and_pairs()
    {
        var rows = tensor(new[] { 1L, 0L });

        Assert.Equal([12.0, 0.0], Elements.Of(_t[rows][TensorIndex.Colon, 0, 0]));
        Assert.Equal([12.0, 4.0], Elements.Of(_t[rows, tensor(new[] { 0L, 1L })][TensorIndex.Colon, 0]));
        Assert.Equal([13.0, 1.0], Elements.Of(_t[TensorIndex.Tensor(rows), 0, 1]));
        Assert.Equal([2.0, 1.0], Elements.Of(_t[0, TensorIndex.Single(0), TensorIndex.Tensor(tensor(new[] { 2L, 1L }))]));
    }

    [Fact]
    public void Setting_broadcasts_into_a_slice()
    {
        _t[TensorIndex.Colon, TensorIndex.Single(1)] = tensor(new[] { 1f, 2f, 3f, 4f });
        _t[0, 0, 0] = tensor(5f);

        Assert.Equal([1.0, 2.0, 3.0, 4.0], Elements.Of(_t[1, 1]));
        Assert.Equal(5f, _t[0, 0, 0].item<float>());
    }

    [Fact]
    public void Gather_scatter_and_masked_fill()
    {
        var t = tensor(new[,] { { 1f, 2f }, { 3f, 4f } });
        var index = tensor(new[,] { { 1L }, { 0L } });

        Assert.Equal([2.0, 3.0], Elements.Of(t.gather(1, index)));
        Assert.Equal([0.0, 2.0, 3.0, 0.0], Elements.Of(zeros(2, 2).scatter(1, index, t.gather(1, index))));
        Assert.Equal([1.0, 2.0, -1.0, -1.0], Elements.Of(t.masked_fill(t > 2, -1)));
        Assert.Equal([3.0, 4.0], Elements.Of(t.index_select(0, tensor(new[] { 1L }))));
        Assert.Equal([1.0, 0.0, 3.0, 4.0], Elements.Of(where(t != 2, t, zeros(1))));
    }
}
