namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>
/// The sum of branches that share no random weights: variances add, forward and back (Yang and Schoenholz 2017, theorem 4).
/// An input that stands twice counts double, not as two.
/// </summary>
internal sealed class AddTransfer(AddNode node) : Transfer
{
    private readonly double[] _multiplicity = [.. node.Inputs.Select(input => (double)node.Inputs.Count(other => other == input))];

    private IReadOnlyList<Signal> _inputs = [];
    private Signal _sum;

    public override Signal Forward(IReadOnlyList<Signal> inputs)
    {
        double width = inputs.Max(input => input.Width);
        double positions = inputs.Max(input => input.Positions);
        _inputs = [.. inputs];
        inputs = Broadcast.Stretched(inputs, positions);
        double mean = inputs.Sum(input => input.Mean);
        var products = Products.Shared(mean * mean);
        var tangent = default(Products);
        for (int i = 0; i < inputs.Count; i++)
        {
            products += inputs[i].Products.Plus(-inputs[i].Mean * inputs[i].Mean) * _multiplicity[i];
            tangent += inputs[i].Tangent * _multiplicity[i];
        }

        return _sum = new(mean, products, width, positions, Shape: FeatureShape.OfSum(inputs), Tangent: tangent, Field: Broadcast.Field(inputs), First: FirstOf(inputs));
    }

    private static double FirstOf(IReadOnlyList<Signal> inputs)
    {
        double all = inputs.Sum(input => input.Second);
        return all > 0 && inputs.Any(input => input.First > 0) ? inputs.Sum(input => input.Second * (input.First > 0 ? input.First : 1)) / all : 0;
    }

    public override void Backward(Gradient gradient, Gradient[] byInput)
    {
        for (int i = 0; i < byInput.Length; i++)
        {
            // What follows the sum follows each term, and pulls its elements one way as far as the term is what varies.
            double share = _sum.Variance > 0 ? Math.Min(_inputs[i].Variance / _sum.Variance, 1) : 0;
            byInput[i] = Broadcast.Summed(
                gradient.Scaled(Math.Sqrt(_multiplicity[i])) with
                {
                    Profile = FeatureShape.OfTerm(gradient.Profile, _inputs[i], _sum),
                    Tilt = gradient.Tilt * (_multiplicity[i] * share),
                    Curve = gradient.Curve,
                    Lean = gradient.Lean,
                },
                _inputs[i], _sum);
        }
    }
}

/// <summary>
/// Independent factors: moments multiply, and the gradient by one factor is that by the product times the other. Where the product is part
/// of what an activation bends, δ follows it, E[δ y] = Var(y) E[dδ/dy], so that the other factor y / x pulls all elements one way: a factor x
/// that is stretched over many of them sums that up.
/// </summary>
internal sealed class MultiplyTransfer : Transfer
{
    private IReadOnlyList<Signal> _inputs = [];
    private IReadOnlyList<Signal> _factors = [];
    private Signal _product;

    public override Signal Forward(IReadOnlyList<Signal> inputs)
    {
        double positions = inputs.Max(input => input.Positions);
        _inputs = [.. inputs];
        _factors = Broadcast.Stretched(inputs, positions);
        return _product = Product(-1) with { Width = inputs.Max(input => input.Width), Positions = positions, Field = Broadcast.Field(inputs) };
    }

    public override void Backward(Gradient gradient, Gradient[] byInput)
    {
        for (int i = 0; i < byInput.Length; i++)
        {
            Signal others = Product(i);
            double pull = _product.Variance > 0 ? _inputs[i].Mean * others.Variance / _product.Variance : 0;
            double own = _inputs[i].Variance > 0 ? _product.Variance / _inputs[i].Variance : 0;
            byInput[i] = Broadcast.Summed(
                new(
                    (gradient.Products * others.Products) + (gradient.Tilt * (pull * pull * _product.Variance)),
                    gradient.Mean * others.Mean,
                    Tilt: gradient.Tilt * own,
                    Tangent: (gradient.Tangent * others.Products) + (gradient.Products * others.Tangent),
                    Field: gradient.Field,
                    IsContrast: gradient.IsContrast && AreScalarsBut(i)),
                _inputs[i], _product);
        }
    }

    private bool AreScalarsBut(int except)
    {
        for (int i = 0; i < _inputs.Count; i++)
        {
            if (i != except && _inputs[i].Width * _inputs[i].Positions > 1)
            {
                return false;
            }
        }

        return true;
    }

    private Signal Product(int except)
    {
        var product = new Signal(1, Products.Shared(1), 1, 1, 1);
        for (int i = 0; i < _factors.Count; i++)
        {
            if (i != except)
            {
                Signal input = _factors[i];
                product = new(
                    product.Mean * input.Mean, product.Products * input.Products, 1, 1, product.Kurtosis * input.Kurtosis,
                    Tangent: (product.Tangent * input.Products) + (product.Products * input.Tangent));
            }
        }

        return product;
    }
}
