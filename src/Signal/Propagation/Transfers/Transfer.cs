namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>How one node carries signals forward and gradients back. It keeps from the forward pass what the backward pass needs.</summary>
internal abstract class Transfer
{
    /// <summary>What the layer is called where it has weights that a prediction is made for; null for the rest.</summary>
    public virtual string? Kind => null;

    /// <summary>The node's value from those of its inputs; the list is the caller's, who puts the next node's values into it.</summary>
    public abstract Signal Forward(IReadOnlyList<Signal> inputs);

    /// <summary>The gradient by each input from the gradient by the node's value.</summary>
    public abstract void Backward(Gradient gradient, Gradient[] byInput);

    /// <summary>The expected squared norm of the weights' gradient under a loss that is a mean over the batch.</summary>
    public virtual double WeightGradient(Gradient gradient, PassContext context) => 0;

    /// <summary>
    /// E|(1/B) Σ δ aᵀ|² for one pair of unit and input, summed over all pairs of samples and positions: what samples and positions have
    /// in common adds up, the rest averages out. The common part is one random vector with as many components as the model has outputs
    /// (its square is chi-squared), whose typical square lies below the expected one. Both products of a
    /// pair follow the overlap of its inputs, so their covariance adds to the product of their means; unlike the rest it does not fall
    /// with the batch.
    /// </summary>
    protected static double OuterProduct(Signal input, Gradient gradient, double positions, PassContext context)
    {
        int batchSize = context.BatchSize;
        double outputs = context.Outputs;
        Products products = (gradient.Products * input.Products) + (gradient.Tangent * input.Tangent * gradient.Field.Shared(input.Field));
        double square = Math.Max(positions * products.SumOverBatch(positions, batchSize) / batchSize, 0);
        double labels = positions * gradient.Products.SumOverBatch(positions, batchSize) / batchSize;
        double common = square > 0 ? Math.Max(Math.Min(labels * input.Products.Far / square, 1), 0) : 0;
        return square * Math.Exp(CommonDirections.LogTypical(common, outputs));
    }
}
