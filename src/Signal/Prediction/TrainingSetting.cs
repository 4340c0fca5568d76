namespace GradGuard.Signal;

/// <summary>The loss that a model's output goes to.</summary>
public enum LossKind
{
    /// <summary>Not known: squared error where the output has one feature, or more than four and as many as the input; cross-entropy else.</summary>
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
/// <param name="BatchSize">Samples in a batch, at least 1; null for as many as are usual, 64, or 16 where every pixel of a picture is told something, or 1 where the rows are one sample's.</param>
/// <param name="Loss">The loss on the output.</param>
public sealed record TrainingSetting(int? BatchSize = null, LossKind Loss = LossKind.Unknown)
{
    /// <summary>A batch and a loss guessed from the model.</summary>
    public static TrainingSetting Usual { get; } = new();
}
