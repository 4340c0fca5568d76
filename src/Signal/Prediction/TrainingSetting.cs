namespace GradGuard.Signal;

/// <summary>The loss that a model's output goes to.</summary>
public enum LossKind
{
    /// <summary>Not known: cross-entropy where the output has several features, squared error where it has one.</summary>
    Unknown,

    /// <summary>Softmax cross-entropy over the output's features; also NLL after a log-softmax.</summary>
    CrossEntropy,

    /// <summary>Logistic loss of each output feature.</summary>
    BinaryCrossEntropy,

    /// <summary>Mean squared error against standardised targets.</summary>
    SquaredError,
}

/// <summary>
/// How the gradient is taken. A loss that is a mean over samples averages their gradients, so what samples have in common weighs
/// more the larger the batch.
/// </summary>
/// <param name="BatchSize">Samples in a batch, at least 1.</param>
/// <param name="Loss">The loss on the output.</param>
public sealed record TrainingSetting(int BatchSize = 64, LossKind Loss = LossKind.Unknown)
{
    /// <summary>A batch of 64 and a loss guessed from the output.</summary>
    public static TrainingSetting Usual { get; } = new();
}
