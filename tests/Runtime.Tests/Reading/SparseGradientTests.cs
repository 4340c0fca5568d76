using GradGuard.Layers;
using GradGuard.Reading;
using GradGuard.Snapshots;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Runtime.Tests.Reading;

public class SparseGradientTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rows_that_a_sparse_gradient_names_twice_are_added_before_they_are_squared(bool treatCpuAsDevice)
    {
        using var model = Embedding(10, 4, sparse: true);
        using var dense = Embedding(10, 4);
        using var rows = tensor(new long[] { 3, 3, 3, 7 });
        model.call(rows).sum().backward();
        dense.call(rows).sum().backward();
        var pass = new GradientPass { TreatCpuAsDevice = treatCpuAsDevice };
        var snapshot = new StepSnapshot(LayerCatalog.Build([new("weight", 40, 2, "Embedding")], "Embedding", 512));

        pass.Open([(Parameter)model.parameters().Single()]);
        pass.Measure(snapshot);
        pass.Close();

        // 3 for each of four elements of one row, 1 for each of another's.
        Assert.Equal(Math.Sqrt((4 * 9) + 4), snapshot.Parameters[0].Norm, 1e-6);
        Assert.Equal(dense.parameters().Single().grad!.norm().ToDouble(), snapshot.Parameters[0].Norm, 1e-6);
        Assert.Equal((3.0, 32L), (snapshot.Parameters[0].MaxMagnitude, snapshot.Parameters[0].ZeroCount));
    }

    [Fact]
    public void A_sparse_gradient_is_clipped_by_norm()
    {
        using var model = Embedding(10, 4, sparse: true);
        using var guard = Quiet.Watch(model);
        using var rows = tensor(new long[] { 3, 3, 7 });
        model.call(rows).sum().backward();

        guard.ClipGradNorm(0.5);

        Assert.Equal(0.5, model.parameters().Single().grad!.to_dense().norm().ToDouble(), 1e-5);
        Assert.Equal(0, guard.InternalErrorCount);
    }
}
