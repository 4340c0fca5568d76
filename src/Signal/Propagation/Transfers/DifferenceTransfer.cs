namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>
/// a - b of two values that the same weights make of two samples: they have in common what two samples of a batch have, E[a b] = E[a a'], and
/// the difference has nothing of it. Nor has the gradient by the weights, which both sides give with opposite signs: of all pairs of samples
/// only those of one pair of twins are left, -E[δ δ] for each, which count as the share that every other sample of the batch has of them.
/// </summary>
internal sealed class DifferenceTransfer(PassContext context) : Transfer
{
    private Signal _one;
    private Signal _difference;

    public override Signal Forward(IReadOnlyList<Signal> inputs)
    {
        _one = inputs[0];
        Products products = _one.Products;
        return _difference = new(
            0, new(2 * Math.Max(products.Same - products.Far, 0), 2 * (products.Near - products.FarNear), 0, 0), _one.Width, _one.Positions,
            Tangent: _one.Tangent, Field: Broadcast.Field(inputs));
    }

    public override void Backward(Gradient gradient, Gradient[] byInput)
    {
        double others = Math.Max(context.BatchSize - 1, 1);
        double share = _difference.Variance > 0 ? Math.Min(_one.Variance / _difference.Variance, 1) : 0;
        for (int i = 0; i < byInput.Length; i++)
        {
            byInput[i] = gradient with
            {
                Products = gradient.Products with { Far = -gradient.Products.Same / others, FarNear = -gradient.Products.Near / others },
                Profile = null,
                Tilt = gradient.Tilt * share,
            };
        }
    }
}
