namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>How one node carries signals forward and gradients back. It keeps from the forward pass what the backward pass needs.</summary>
internal abstract class Transfer
{
    /// <summary>What the layer is called where it has weights that a prediction is made for; null for the rest.</summary>
    public virtual string? Kind => null;

    /// <summary>The node's value from those of its inputs.</summary>
    public abstract Signal Forward(IReadOnlyList<Signal> inputs);

    /// <summary>The gradient by each input from the gradient by the node's value.</summary>
    public abstract void Backward(Gradient gradient, Gradient[] byInput);

    /// <summary>The expected squared norm of the weights' gradient under a loss that is a mean over the batch.</summary>
    public virtual double WeightGradient(Gradient gradient, int batchSize) => 0;

    /// <summary>
    /// E|(1/B) Σ δ aᵀ|² for one pair of unit and input, summed over all pairs of samples and positions: what samples and positions have
    /// in common adds up, the rest averages out.
    /// </summary>
    protected static double OuterProduct(Signal input, Gradient gradient, double positions, int batchSize)
    {
        double others = positions - 1;
        double own = (gradient.Same * input.Second) + (others * gradient.Near * input.Near);
        double foreign = (gradient.Far + (others * gradient.FarNear)) * input.Far;
        return Math.Max(positions * (own + ((batchSize - 1) * foreign)) / batchSize, 0);
    }
}
