using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Detection.Problems;

/// <summary>The losses of the problems, all means over the batch.</summary>
internal static class Losses
{
    public static Tensor CrossEntropy(Tensor outputs, Tensor targets) => functional.cross_entropy(outputs, targets);

    /// <summary>A label at every step of a sequence: outputs are [batch, time, classes].</summary>
    public static Tensor TokenCrossEntropy(Tensor outputs, Tensor targets) =>
        functional.cross_entropy(outputs.reshape(-1, outputs.shape[^1]), targets.reshape(-1));

    public static Tensor Squared(Tensor outputs, Tensor targets) => functional.mse_loss(outputs, targets);

    public static Tensor Huber(Tensor outputs, Tensor targets) => functional.huber_loss(outputs, targets);

    /// <summary>One logit an example against class 0 or 1.</summary>
    public static Tensor BinaryLogits(Tensor outputs, Tensor targets) =>
        functional.binary_cross_entropy_with_logits(outputs.squeeze(1), targets.to_type(ScalarType.Float32));
}
