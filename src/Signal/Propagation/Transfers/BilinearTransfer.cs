namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>
/// A linear layer over all products of a feature of one input and a feature of the other: their products of two samples or positions
/// multiply, since the inputs are independent.
/// </summary>
internal sealed class BilinearTransfer(BilinearNode node, int index, PassContext context) : Transfer
{
    private readonly Signal[] _inputs = new Signal[2];
    private readonly double[] _widths = new double[2];
    private Signal _pairs;
    private double _units;
    private double _variance;

    public override string Kind => "Bilinear";

    public override Signal Forward(IReadOnlyList<Signal> inputs)
    {
        Size[] stated = [node.FirstFanIn, node.SecondFanIn];
        for (int i = 0; i < 2; i++)
        {
            _inputs[i] = inputs[Math.Min(i, inputs.Count - 1)];
            _widths[i] = stated[i].Value ?? _inputs[i].Width;
        }

        double positions = _inputs.Max(input => input.Positions);
        (Signal first, Signal second) = (Broadcast.Stretched(_inputs[0], positions), Broadcast.Stretched(_inputs[1], positions));
        _pairs = new(
            first.Mean * second.Mean,
            first.Products * second.Products,
            _widths[0] * _widths[1],
            positions,
            first.Kurtosis * second.Kurtosis,
            Tangent: (first.Tangent * second.Products) + (first.Products * second.Tangent),
            Field: Broadcast.Field(_inputs));
        _units = context.Assumptions.Size(node.FanOut, new(index, "out"), Plausible.Features);
        _variance = WeightStatistics.Variance(node.Weight, _widths[0], _units, index, context.Assumptions);
        return WeightStatistics.Sum(_pairs, _pairs.Width, _variance, node.Weight.Mean, node.Bias, _widths[0]) with { Width = _units };
    }

    public override void Backward(Gradient gradient, Gradient[] byInput)
    {
        for (int i = 0; i < byInput.Length; i++)
        {
            Signal other = _inputs[1 - Math.Min(i, 1)];
            Gradient back = gradient.Scaled(Math.Sqrt(_units * _variance * _widths[1 - Math.Min(i, 1)]));
            byInput[i] = new(
                back.Products * other.Products,
                Tangent: (back.Tangent * other.Products) + (back.Products * other.Tangent),
                Field: gradient.Field);
        }
    }

    public override double WeightGradient(Gradient gradient, PassContext context) =>
        _units * _pairs.Width * OuterProduct(_pairs, gradient, _pairs.Positions, context);
}
