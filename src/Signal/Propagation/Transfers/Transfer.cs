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
    /// The square of a weight's gradient for one pair of unit and input, summed over all positions. Both products of a pair of samples follow
    /// the overlap of its inputs, so their covariance adds to the product of their means; unlike the rest it does not fall with the batch.
    /// </summary>
    protected static double OuterProduct(Signal input, Gradient gradient, double positions, PassContext context)
    {
        var square = GradientSquare.Of(gradient.Products, input.Products, positions, context.BatchSize);
        Products overlaps = gradient.Tangent * input.Tangent * gradient.Field.Shared(input.Field);
        double more = overlaps.SumOverBatch(positions, context.BatchSize) / context.BatchSize;
        return ((square with { Whole = square.Whole + more }) * positions).Typical(context.Outputs);
    }
}
