namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>
/// Alpha dropout: dropped elements become α' = -λα of SELU, and a scale a = (q + α'² q (1 - q))^-1/2 with q = 1 - p restores the variance
/// of standardised elements (Klambauer et al. 2017, section 2). Masks of different samples or positions are independent.
/// </summary>
internal sealed class AlphaDropoutTransfer(double probability) : Transfer
{
    // λα, with the constants of that paper.
    private const double Limit = 1.0507009873554805 * 1.6732632423543772;

    private readonly double _kept = Math.Max(1 - Math.Max(probability, 0), 1e-6);

    private double Scale => 1 / (_kept + (Limit * Limit * _kept * (1 - _kept)));

    public override Signal Forward(IReadOnlyList<Signal> inputs)
    {
        Signal input = inputs[0];
        double square = input.Mean * input.Mean;
        double shared = Scale * _kept * _kept;
        return input with
        {
            Products = input.Products.Map(product => square + ((product - square) * shared)) with { Same = input.Second },
            Tangent = input.Tangent * shared,
            Shape = null,
        };
    }

    public override void Backward(Gradient gradient, Gradient[] byInput)
    {
        Gradient back = gradient.Scaled(Math.Sqrt(Scale) * _kept);
        byInput[0] = back with { Products = back.Products with { Same = back.Energy / _kept }, Profile = null };
    }
}
