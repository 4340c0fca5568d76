namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>
/// Branches side by side: their statistics average by width, and each gets its share of the gradient as it is. One after another, as
/// further positions, they average by their number; positions of two branches share nothing but what their means are.
/// </summary>
internal sealed class ConcatenateTransfer(bool alongPositions) : Transfer
{
    // A token that starts at zero is another one than the rest too.
    private const double LeastToken = 1e-9;

    private double _positions;
    private bool _hasToken;

    // Numbers on a new axis are features of their own.
    public override Signal Forward(IReadOnlyList<Signal> inputs)
    {
        if (!alongPositions || inputs.All(input => input.Width <= 1))
        {
            return SideBySide(inputs);
        }

        Signal all = OneAfterAnother(inputs);
        _positions = all.Positions;
        _hasToken = inputs[0].Positions <= 1 && _positions > 1;
        return all with { First = _hasToken && all.Second > 0 ? Math.Max(inputs[0].Second / all.Second, LeastToken) : 0 };
    }

    private static Signal OneAfterAnother(IReadOnlyList<Signal> inputs)
    {
        Signal longest = inputs.OrderBy(input => input.Positions).Last();
        double positions = inputs.Sum(input => input.Positions);
        double pairs = Math.Max(positions * (positions - 1), 1);
        double mean = inputs.Sum(input => input.Mean * input.Positions) / positions;
        double own = inputs.Sum(input => input.Mean * input.Mean * input.Positions * input.Positions);
        double across = Math.Max((mean * mean * positions * positions) - own, 0) / pairs;
        var products = new Products(0, across, 0, across);
        var tangent = default(Products);
        foreach (Signal input in inputs)
        {
            double single = input.Positions / positions;
            double pair = input.Positions * (input.Positions - 1) / pairs;
            var share = new Products(single, pair, single, pair);
            products += input.Products * share;
            tangent += input.Tangent * share;
        }

        return new(mean, products, longest.Width, positions, inputs.Max(input => input.Kurtosis), Tangent: tangent, Field: Broadcast.Field(inputs));
    }

    private static Signal SideBySide(IReadOnlyList<Signal> inputs)
    {
        double width = inputs.Sum(input => input.Width);
        double mean = 0;
        var products = default(Products);
        var tangent = default(Products);
        Field field = inputs[0].Field;
        foreach (Signal input in inputs)
        {
            mean += input.Mean * input.Width / width;
            products += input.Products * (input.Width / width);
            Products part = input.Tangent * (input.Width / width);
            tangent += part;

            // Each branch switches its own units by what it sees itself, so the widest field does not stand for all of them.
            double overlap = Math.Abs(tangent.FarNear) + Math.Abs(tangent.Far);
            field = overlap > 0 ? field.Mixed(input.Field, (Math.Abs(part.FarNear) + Math.Abs(part.Far)) / overlap) : field.Join(input.Field);
        }

        return new(mean, products, width, inputs.Max(input => input.Positions), inputs.Max(input => input.Kurtosis), Tangent: tangent, Field: field);
    }

    public override void Backward(Gradient gradient, Gradient[] byInput)
    {
        for (int i = 0; i < byInput.Length; i++)
        {
            byInput[i] = Part(gradient, i) with { Profile = null, First = 0, IsContrast = false };
        }
    }

    // Where a token stands first and is what the model reads, it has its own share of the energy, and the rest what is left of it; pairs are
    // pairs of the rest.
    private Gradient Part(Gradient gradient, int input)
    {
        if (!_hasToken || gradient.First == 0)
        {
            return gradient;
        }

        double share = input == 0 ? gradient.First : Math.Max(_positions - gradient.First, 0) / (_positions - 1);
        var own = new Products(share, 1, share, 1);
        return gradient with { Products = gradient.Products * own, Tangent = gradient.Tangent * own };
    }
}
