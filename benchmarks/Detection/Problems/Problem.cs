using static TorchSharp.torch;

namespace GradGuard.Detection.Problems;

/// <summary>A learnable task whose examples are drawn in code.</summary>
/// <param name="Draw">So many examples: inputs and targets, the batch axis first.</param>
/// <param name="Loss">Mean loss of outputs against targets.</param>
internal sealed record Problem(Func<int, (Tensor Inputs, Tensor Targets)> Draw, Func<Tensor, Tensor, Tensor> Loss)
{
    /// <summary>Examples of the data set, or null where every batch is drawn anew.</summary>
    public int? DataCount { get; init; }

    /// <summary>The same task from a data set of <paramref name="count"/> examples that come again, in random order.</summary>
    public Problem OfFixedData(int count) => this with { DataCount = count };

    /// <summary>The batches of one run: a function of their size.</summary>
    public Func<int, (Tensor Inputs, Tensor Targets)> Begin()
    {
        if (DataCount is not { } count)
            return Draw;

        var (inputs, targets) = Draw(count);
        return size =>
        {
            var chosen = randperm(count).narrow(0, 0, Math.Min(size, count));
            return (inputs.index_select(0, chosen), targets.index_select(0, chosen));
        };
    }

    /// <summary>The same task with a share of the labels drawn at random among <paramref name="classes"/>.</summary>
    public Problem WithNoisyLabels(double share, int classes) => this with
    {
        Draw = size =>
        {
            var (inputs, targets) = Draw(size);
            var isNoisy = rand(targets.shape).lt(share);
            return (inputs, where(isNoisy, randint(0, classes, targets.shape), targets));
        },
    };
}
