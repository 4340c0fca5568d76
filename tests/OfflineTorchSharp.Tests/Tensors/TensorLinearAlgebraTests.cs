using static TorchSharp.torch;

namespace GradGuard.OfflineTorchSharp.Tests.Tensors;

public class TensorLinearAlgebraTests
{
    private readonly Tensor _a = tensor(new[,] { { 4.0, 1.0 }, { 1.0, 3.0 } });

    [Fact]
    public void Solving_and_inverting()
    {
        var b = tensor(new[] { 1.0, 2.0 });

        Assert.True(_a.matmul(linalg.solve(_a, b)).allclose(b));
        Assert.True(_a.matmul(linalg.inv(_a)).allclose(eye(2, dtype: float64)));
        Assert.Equal(11.0, linalg.det(_a).item<double>(), 1e-12);
    }

    [Fact]
    public void Decompositions_multiply_back()
    {
        var (u, s, vh) = linalg.svd(_a);
        var (q, r) = linalg.qr(_a);
        var factor = linalg.cholesky(_a);

        Assert.True(u.matmul(diag(s)).matmul(vh).allclose(_a));
        Assert.True(q.matmul(r).allclose(_a));
        Assert.True(factor.matmul(factor.mT).allclose(_a));
    }

    [Fact]
    public void Products_of_vectors_and_batches()
    {
        var v = tensor(new[] { 1.0, 2.0 });

        Assert.Equal(5.0, v.dot(v).item<double>());
        Assert.Equal([6.0, 7.0], Elements.Of(_a.mv(v)));
        Assert.Equal([1.0, 2.0, 2.0, 4.0], Elements.Of(v.outer(v)));
        Assert.Equal([3, 2, 2], ones(3, 2, 4).bmm(ones(3, 4, 2)).shape);
    }

    [Fact]
    public void A_transform_and_its_inverse()
    {
        var t = tensor(new[] { 1.0, 2.0, 3.0, 4.0 });

        Assert.True(fft.irfft(fft.rfft(t)).allclose(t));
        Assert.Equal(10.0, fft.fft_(t)[0].real.item<double>());
    }
}
