namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>
/// Some of the features: their statistics are those of all, and the gradient reaches only their share. Parts of one tensor are different
/// features, so the means of their gradients do not interfere.
/// </summary>
internal sealed class PartTransfer(PartNode node, int index, PassContext context) : Transfer
{
    private double _share;

    public override Signal Forward(IReadOnlyList<Signal> inputs)
    {
        double all = inputs[0].Width;
        double width = node.Features != Size.Unknown
            ? context.Assumptions.Size(node.Features, new(index, "features"), Plausible.Features)
            : all / Math.Max(node.Parts.Value ?? 2, 1);
        _share = Math.Min(width / all, 1);
        return inputs[0] with { Width = Math.Max(width, 1) };
    }

    public override void Backward(Gradient gradient, Gradient[] byInput) => byInput[0] = gradient with
    {
        Products = gradient.Products * _share,
        Mean = 0,
        Fresh = ((gradient.Mean * gradient.Mean) + gradient.Fresh) * _share,
        Bend = gradient.Bend * _share,
        Tilt = gradient.Tilt * _share,
        Tangent = gradient.Tangent * _share,
        Curve = 0,
        Lean = 0,
        Profile = null,
        IsContrast = false,
    };
}
