namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>The model's input: standardised, samples independent of each other unless all of them get the same.</summary>
internal sealed class InputTransfer(InputNode node, int index, PassContext context) : Transfer
{
    // Wavelengths from 2π to 10 000 · 2π (Vaswani et al. 2017, section 3.5).
    private const double Decades = 4;

    public override Signal Forward(IReadOnlyList<Signal> inputs)
    {
        Size features = SizeInference.Features(context.Graph, index) is var used && used != Size.Unknown ? used : node.Features;
        double width = context.Assumptions.Size(features, new(index, "features"), Plausible.Features);
        if (node.AreAngles)
        {
            return Angles(width, Positions());
        }

        double chance = node.SecondMoment / Math.Sqrt(Math.Max(width, 1));
        double shared = node.IsShared ? node.SecondMoment : 0;
        double square = node.Mean * node.Mean;
        return new(node.Mean, new(node.SecondMoment, square, Math.Max(shared, square), square), width, Positions(), Tangent: new(0, chance, node.IsShared ? 0 : chance, chance));
    }

    public override void Backward(Gradient gradient, Gradient[] byInput)
    {
    }

    // Over n positions the slow waves hardly move: their cosines are 1 for all of them. The mean of cos(ω (p - p')) over all pairs is
    // sinc²(ω n / 2), which over the logarithm of ω counts as 1 up to ω n = exp(3/2 - γ) = 2.5 and as 0 beyond.
    private Signal Angles(double width, double positions)
    {
        double slow = Math.Max(1 - (Math.Log10(Math.Max(positions / 2.5, 1)) / Decades), 0);
        double near = node.SecondMoment * slow;
        return new(slow / 2, new(node.SecondMoment, near, node.SecondMoment, near), width, positions);
    }

    private double Positions()
    {
        if (node.Positions != Size.Unknown)
        {
            return context.Assumptions.Size(node.Positions, new(index, "positions"), Plausible.Pixels);
        }

        if (!SizeInference.HasPositions(context.Graph, index) || SizeInference.IsGrownFrom(context.Graph, index))
        {
            return 1;
        }

        if (SizeInference.Steps(context.Graph, index) is var steps && steps != Size.Unknown)
        {
            return context.Assumptions.Size(steps, new(index, "steps"), Plausible.Steps);
        }

        return SizeInference.PositionsFromUse(context.Graph, index, out double least, out double usual, out Plausible? joined)
            ?? context.Assumptions.Value(new(index, "positions"), joined ?? PlausiblePositions().Towards(usual).AtLeast(least));
    }

    // Words are looked up in a table; maps of one axis are measured over time.
    private Plausible PlausiblePositions()
    {
        IEnumerable<ConvolutionNode> convolutions = context.Graph.Nodes.OfType<ConvolutionNode>();
        return !convolutions.Any() || context.Graph.Nodes.Any(other => other is EmbeddingNode && other.Inputs[0] == index) ? Plausible.Steps
            : convolutions.Any(convolution => convolution.Axes > 1) ? Plausible.Pixels
            : Plausible.Samples;
    }
}

/// <summary>Noise: elements have nothing in common, and nothing learns from them.</summary>
internal sealed class NoiseTransfer(double secondMoment) : Transfer
{
    public override Signal Forward(IReadOnlyList<Signal> inputs) => new(0, new(secondMoment, 0, 0, 0), inputs[0].Width, inputs[0].Positions);

    public override void Backward(Gradient gradient, Gradient[] byInput)
    {
        for (int i = 0; i < byInput.Length; i++)
        {
            byInput[i] = default;
        }
    }
}

/// <summary>Something that could not be followed: a value of plausible size; gradients do not pass.</summary>
internal sealed class UnknownTransfer(int index, PassContext context) : Transfer
{
    public override Signal Forward(IReadOnlyList<Signal> inputs)
    {
        double second = context.Assumptions.Value(new(index, "second"), Plausible.SecondMoment);
        Size features = SizeInference.Features(context.Graph, index);
        double width = context.Assumptions.Size(features, new(index, "features"), Plausible.Features);
        double positions = inputs.Count > 0 ? inputs.Max(input => input.Positions) : 1;
        return new(0, new(second, 0, 0, 0), width, positions);
    }

    public override void Backward(Gradient gradient, Gradient[] byInput)
    {
        for (int i = 0; i < byInput.Length; i++)
        {
            byInput[i] = gradient;
        }
    }
}

/// <summary>Rows of a table: a linear layer on one-hot inputs.</summary>
internal sealed class EmbeddingTransfer(EmbeddingNode node, int index, PassContext context) : Transfer
{
    private double _rows;
    private double _chance;
    private Signal _output;

    public override string Kind => "Embedding";

    public override Signal Forward(IReadOnlyList<Signal> inputs)
    {
        _rows = context.Assumptions.Size(node.Rows, new(index, "rows"), Plausible.Vocabulary);
        double columns = context.Assumptions.Size(node.Columns, new(index, "columns"), Plausible.Features);
        double second = WeightStatistics.Variance(node.Weight, _rows, columns, index, context.Assumptions) + (node.Weight.Mean * node.Weight.Mean);
        double same = second / _rows;
        double positions = inputs.Count > 0 ? inputs[0].Positions : 1;

        // Two tokens overlap where they are one and the same, and a little where they are not.
        _chance = Math.Sqrt((1 / _rows) + (1 / columns));
        double overlap = second * _chance;
        return _output = new(
            node.Weight.Mean, new(second, same, same, same), columns, positions, Tangent: new(0, overlap, overlap, overlap));
    }

    public override void Backward(Gradient gradient, Gradient[] byInput)
    {
        for (int i = 0; i < byInput.Length; i++)
        {
            byInput[i] = default;
        }
    }

    public override double WeightGradient(Gradient gradient, PassContext context)
    {
        double same = 1 / (_rows * _chance);
        var oneHot = new Signal(
            1 / _rows, new(1, 1 / _rows, 1 / _rows, 1 / _rows), _rows, _output.Positions, Tangent: new(0, same, same, same));
        return _output.Width * OuterProduct(oneHot, gradient, _output.Positions, context);
    }
}
