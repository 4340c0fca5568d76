using GradGuard.OfflineTorchSharp.Tests.Tensors;
using static TorchSharp.torch;

namespace GradGuard.OfflineTorchSharp.Tests.Data;

public class DataLoaderTests
{
    [Fact]
    public void Batches_stack_the_samples_in_order()
    {
        using var loader = utils.data.DataLoader(new Squares(5), batchSize: 2);
        var batches = loader.Select(batch => Elements.Of(batch["square"])).ToList();

        Assert.Equal(3, loader.Count);
        Assert.Equal([[0.0, 1.0], [4.0, 9.0], [16.0]], batches);
    }

    [Fact]
    public void A_short_last_batch_can_be_dropped()
    {
        using var loader = utils.data.DataLoader(new Squares(5), batchSize: 2, drop_last: true);

        Assert.Equal(2, loader.Count);
        Assert.Equal(2, loader.Count());
    }

    [Fact]
    public void Shuffling_keeps_every_sample_once()
    {
        using var loader = utils.data.DataLoader(new Squares(20), batchSize: 4, shuffle: true, seed: 1);
        var seen = loader.SelectMany(batch => Elements.Of(batch["square"])).ToList();

        Assert.Equal(Enumerable.Range(0, 20).Select(i => (double)(i * i)), seen.Order());
        Assert.NotEqual(seen.Order(), seen);
    }

    [Fact]
    public void A_batch_is_disposed_when_the_next_one_is_asked_for()
    {
        using var loader = utils.data.DataLoader(new Squares(4), batchSize: 2);
        var batches = loader.ToList();

        Assert.All(batches, batch => Assert.True(batch["square"].IsInvalid));
    }

    [Fact]
    public void Tensors_of_one_length_make_a_data_set()
    {
        var inputs = arange(6, dtype: float32).reshape(3, 2);
        var targets = arange(3);
        using var loader = utils.data.DataLoader(utils.data.TensorDataset(inputs, targets), batchSize: 3);

        var batch = Assert.Single(loader.Select(parts => (Elements.Of(parts[0]), Elements.Integers(parts[1]))));
        Assert.Equal([0.0, 1.0, 2.0, 3.0, 4.0, 5.0], batch.Item1);
        Assert.Equal([0L, 1L, 2L], batch.Item2);
    }

    private sealed class Squares(long count) : utils.data.Dataset
    {
        public override long Count => count;

        public override Dictionary<string, Tensor> GetTensor(long index) => new() { ["square"] = tensor((float)(index * index)) };
    }
}
