using GradGuard.Prediction.Examples;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Measuring;

/// <summary>A batch of inputs and the loss of a model's outputs against random targets.</summary>
internal static class TrainingBatch
{
    public static Tensor Inputs(Example example) => example.Vocabulary > 0
        ? randint(0, example.Vocabulary, example.InputShape, dtype: ScalarType.Int64)
        : randn(example.InputShape);

    /// <summary>The loss of a model's output; of several, the sum of their losses.</summary>
    public static Tensor Loss(Example example, nn.Module model, Tensor inputs) => model switch
    {
        nn.Module<Tensor, Tensor> one => Loss(example, one.call(inputs)),
        nn.Module<Tensor, (Tensor First, Tensor Second)> two when two.call(inputs) is var outputs => Loss(example, outputs.First) + Loss(example, outputs.Second),
        _ => throw new NotSupportedException($"{example.Name} takes or returns what no other model of the zoo does: extend {nameof(TrainingBatch)}."),
    };

    private static Tensor Loss(Example example, Tensor output) => example.Objective switch
    {
        Objective.Classification => functional.cross_entropy(Rows(output), Labels(output)),
        Objective.LogLikelihood => functional.nll_loss(Rows(output), Labels(output)),
        Objective.YesOrNo => functional.binary_cross_entropy_with_logits(output, randint(0, 2, output.shape, dtype: ScalarType.Float32)),
        Objective.Probability => functional.binary_cross_entropy(output, randint(0, 2, output.shape, dtype: ScalarType.Float32)),
        _ => functional.mse_loss(output, randn(output.shape)),
    };

    // A sequence is so many samples; an image keeps its classes on the second axis.
    private static Tensor Rows(Tensor output) => output.dim() == 3 ? output.reshape(-1, output.shape[2]) : output;

    private static Tensor Labels(Tensor output)
    {
        long[] shape = output.dim() == 3 ? [output.shape[0] * output.shape[1]] : [output.shape[0], .. output.shape[2..]];
        return randint(0, Rows(output).shape[1], shape, dtype: ScalarType.Int64);
    }
}
