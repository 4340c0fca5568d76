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
        _inputs = inputs;
        double mean = inputs.Sum(input => input.Mean);
        double variance = 0;
        double near = mean * mean;
        double far = mean * mean;
        for (int i = 0; i < inputs.Count; i++)
        {
            double square = inputs[i].Mean * inputs[i].Mean;
            variance += _multiplicity[i] * (inputs[i].Second - square);
            near += _multiplicity[i] * (inputs[i].Near - square);
            far += _multiplicity[i] * (inputs[i].Far - square);
        }

        double positions = inputs.Max(input => input.Positions);
        return _sum = new(mean, variance + (mean * mean), near, far, 3, inputs.Max(input => input.Width), positions, FeatureShape.OfSum(inputs));
    }

    public override void Backward(Gradient gradient, Gradient[] byInput)
    {
        for (int i = 0; i < byInput.Length; i++)
        {
            double[]? profile = FeatureShape.OfTerm(gradient.Profile, _inputs[i], _sum);
            byInput[i] = gradient.Scaled(Math.Sqrt(_multiplicity[i])) with { Profile = profile };
        }
    }
}

/// <summary>Branches side by side: their statistics average by width, and each gets its share of the gradient as it is.</summary>
internal sealed class ConcatenateTransfer : Transfer
{
    public override Signal Forward(IReadOnlyList<Signal> inputs)
    {
        double width = inputs.Sum(input => input.Width);
        return new(
            inputs.Sum(input => input.Mean * input.Width) / width,
            inputs.Sum(input => input.Second * input.Width) / width,
            inputs.Sum(input => input.Near * input.Width) / width,
            inputs.Sum(input => input.Far * input.Width) / width,
            inputs.Max(input => input.Kurtosis),
            width,
            inputs.Max(input => input.Positions));
    }

    public override void Backward(Gradient gradient, Gradient[] byInput)
    {
        for (int i = 0; i < byInput.Length; i++)
        {
            byInput[i] = gradient with { Profile = null };
        }
    }
}

/// <summary>Independent factors: moments multiply, and the gradient by one factor is that by the product times the other.</summary>
internal sealed class MultiplyTransfer : Transfer
{
    private IReadOnlyList<Signal> _inputs = [];

    public override Signal Forward(IReadOnlyList<Signal> inputs)
    {
        _inputs = inputs;
        return Product(-1) with { Width = inputs.Max(input => input.Width), Positions = inputs.Max(input => input.Positions) };
    }

    public override void Backward(Gradient gradient, Gradient[] byInput)
    {
        for (int i = 0; i < byInput.Length; i++)
        {
            Signal others = Product(i);
            byInput[i] = new(
                gradient.Same * others.Second,
                gradient.Near * others.Near,
                gradient.Far * others.Far,
                gradient.FarNear * others.Far,
                gradient.Mean * others.Mean);
        }
    }

    private Signal Product(int except)
    {
        var product = new Signal(1, 1, 1, 1, 1, 1, 1);
        for (int i = 0; i < _inputs.Count; i++)
        {
            if (i != except)
            {
                Signal input = _inputs[i];
                product = new(
                    product.Mean * input.Mean, product.Second * input.Second, product.Near * input.Near, product.Far * input.Far,
                    product.Kurtosis * input.Kurtosis, 1, 1);
            }
        }

        return product;
    }
}
