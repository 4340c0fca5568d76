namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>
/// A mean over neighbours under a softmax of f(uᵢ + vⱼ) (Veličković et al. 2018, equations 3 and 4). While scores are small it is even, and
/// the gradient by a score is δᵢ (xⱼ - x̄ᵢ) / k: only in so far as neighbours differ. What all scores of a row gain alike a softmax does not
/// see, so the number of those that look matters by the kinks of f alone, and the gradients by the numbers looked at cancel.
/// </summary>
internal sealed class PairAttentionTransfer(PairAttentionNode node, int index, PassContext context) : Transfer
{
    private readonly AveragePoolTransfer _pool = new(new(node.Path, node.Inputs, PoolKind.Average, node.Neighbours, Size.Of(1)), index, context);

    private Signal _values;
    private double _neighbours = 1;
    private double _apart;
    private double _slope = 1;
    private double _bent;

    public override Signal Forward(IReadOnlyList<Signal> inputs)
    {
        (Signal looking, Signal looked) = (inputs[0], inputs[1]);
        _values = inputs[2];
        Signal mean = _pool.Forward([_values]);
        _neighbours = Math.Max(Math.Min(context.Assumptions.Size(node.Neighbours, new(index, "window"), Plausible.Window), _values.Positions), 1);
        _apart = Math.Max(_values.Second - mean.Second, 0);
        if (node.Function is { } function)
        {
            ActivationMoments moments = function.Moments(looking.Mean + looked.Mean, looking.Variance + looked.Variance);
            double row = looking.Variance + looked.Products.Near - (looked.Mean * looked.Mean);
            double alike = looking.Variance + looked.Variance > 0 ? Math.Max(Math.Min(row / (looking.Variance + looked.Variance), 1), -1) : 1;
            _slope = moments.SlopeSecondMoment;
            _bent = Math.Max(_slope - moments.SlopeProduct(alike), 0);
        }

        return mean;
    }

    public override void Backward(Gradient gradient, Gradient[] byInput)
    {
        var byValue = new Gradient[1];
        _pool.Backward(gradient, byValue);
        double spread = _values.Width * _apart;
        double others = Math.Max(_values.Positions - 1, 1);
        double looked = byValue[0].Energy * spread * _slope;
        byInput[0] = new(new(gradient.Energy * spread * _bent / _neighbours, 0, 0, 0));
        byInput[1] = new(new(looked, -looked / others, 0, 0));
        byInput[2] = byValue[0];
    }
}
