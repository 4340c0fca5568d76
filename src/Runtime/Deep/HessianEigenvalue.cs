namespace GradGuard.Deep;

/// <summary>The sharpest curvature of a loss: the largest eigenvalue of its Hessian by a model's parameters.</summary>
/// <param name="Value">The largest eigenvalue, in loss per squared weight; below 0 where the loss curves down in every direction.</param>
/// <param name="LargestMagnitude">The eigenvalue of the largest magnitude, with its sign: differs where the loss curves down most.</param>
/// <param name="Iterations">Hessian-vector products taken.</param>
/// <param name="Converged">Whether the last iteration changed the value by less than the tolerance asked for.</param>
public sealed record HessianEigenvalue(double Value, double LargestMagnitude, int Iterations, bool Converged)
{
    /// <summary>
    /// 2 / λ, the learning rate from which plain gradient descent is unstable in that direction (Cohen et al. 2021, "Gradient descent on
    /// neural networks typically occurs at the edge of stability", section 2); null where no direction curves up.
    /// </summary>
    public double? LargestStableLearningRate => Value > 0 ? 2 / Value : null;

    /// <summary>One line with the numbers.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"top Hessian eigenvalue {Value:g4} after {Iterations} Hessian-vector products{(Converged ? "" : ", not converged")}")
        + (LargestStableLearningRate is { } rate ? FormattableString.Invariant($": plain gradient descent is unstable above a learning rate of {rate:g3}") : "");
}
