using static TorchSharp.torch;

namespace GradGuard.OfflineTorchSharp.Tests.Tensors;

public class TensorShapeTests
{
    private readonly Tensor _t = arange(24, dtype: float32).reshape(2, 3, 4);

    [Fact]
    public void Reshaping_and_permuting()
    {
        Assert.Equal([6, 4], _t.view(-1, 4).shape);
        Assert.Equal([24], _t.flatten().shape);
        Assert.Equal([2, 12], _t.flatten(1).shape);
        Assert.Equal([4, 2, 3], _t.permute(2, 0, 1).shape);
        Assert.Equal([3, 2, 4], _t.transpose(0, 1).shape);
        Assert.Equal([2, 1, 3, 4], _t.unsqueeze(1).shape);
        Assert.Equal([2, 3, 4], _t.unsqueeze(1).squeeze(1).shape);
        Assert.Equal([2, 3, 4, 5], _t.unsqueeze(-1).expand(2, 3, 4, 5).shape);
        Assert.Equal([4, 3, 4], _t.repeat(2, 1, 1).shape);
        Assert.Equal([2, 3, 2, 2], _t.unflatten(2, 2, 2).shape);
    }

    [Fact]
    public void Joining_and_splitting()
    {
        Assert.Equal([4, 3, 4], cat([_t, _t]).shape);
        Assert.Equal([2, 3, 8], cat([_t, _t], dim: -1).shape);
        Assert.Equal([2, 2, 3, 4], stack([_t, _t], dim: 1).shape);
        Assert.Equal(3, _t.unbind(1).Length);
        Assert.Equal([[2, 3, 2], [2, 3, 2]], _t.chunk(2, 2).Select(part => part.shape));
        Assert.Equal([[2, 1, 4], [2, 2, 4]], _t.split([1, 2], 1).Select(part => part.shape));
    }

    [Fact]
    public void Rolling_flipping_and_triangles()
    {
        var t = tensor(new[] { 1f, 2f, 3f });

        Assert.Equal([3.0, 1.0, 2.0], Elements.Of(t.roll(1)));
        Assert.Equal([3.0, 2.0, 1.0], Elements.Of(t.flip(0)));
        Assert.Equal([1.0, 0.0, 1.0, 1.0], Elements.Of(ones(2, 2).tril()));
        Assert.Equal([0.0, 1.0, 0.0, 0.0], Elements.Of(ones(2, 2).triu(1)));
    }

    [Fact]
    public void Metadata()
    {
        Assert.Equal(3, _t.dim());
        Assert.Equal(24, _t.numel());
        Assert.Equal(3, _t.size(1));
        Assert.Equal(4, _t.size(-1));
        Assert.Equal([12, 4, 1], _t.stride());
        Assert.True(_t.is_contiguous());
        Assert.False(_t.transpose(0, 2).is_contiguous());
        Assert.Equal(4, _t.element_size());
        Assert.Equal("cpu", _t.device.ToString());
    }

    [Fact]
    public void There_is_no_gpu_here()
    {
        Assert.SkipWhen(cuda.is_available(), "This machine has a GPU.");

        Assert.Equal(0, cuda.device_count());
        Assert.ThrowsAny<Exception>(() => _t.to(CUDA));
    }
}
