namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>
/// Divides by the spread that its kind measures, forward and back. Batch normalization measures each unit over the batch, so it takes
/// out what samples share (Yang et al. 2019); layer normalization measures each sample over its units and leaves that in. With z
/// normalised the gradient is (δ - mean δ - z mean(δ z)) / spread (Ioffe and Szegedy 2015, section 3).
/// </summary>
internal sealed class NormalizationTransfer(NormalizationNode node, PassContext context) : Transfer
{
    // The default of every normalization of TorchSharp.
    private const double Epsilon = 1e-5;

    private Signal _normalised;
    private double _first;
    private double _scale;
    private double _gain;
    private double _groupWidth = 1;

    // A vector of length 1 has a mean square of one over its width.
    private bool HasMean => node.Kind is NormalizationKind.RootMeanSquare or NormalizationKind.UnitLength;

    private bool OverFeatures => node.Kind is not (NormalizationKind.Batch or NormalizationKind.Instance);

    public override Signal Forward(IReadOnlyList<Signal> inputs)
    {
        Signal input = inputs[0];
        _groupWidth = Math.Max(input.Width / Math.Max(node.Groups.Value ?? 1, 1), 1);
        Products common = Common(input.Products, input);
        double spread = Math.Max(input.Second - common.Same, 0);
        _scale = 1 / (spread + Epsilon);
        _normalised = input with
        {
            Mean = HasMean ? input.Mean * Math.Sqrt(_scale) : 0,
            Products = (input.Products + (common * -1)) * _scale,
            Tangent = input.Tangent * _scale,
            Shape = node.Kind == NormalizationKind.Batch ? null : input.Shape,
        };
        _first = OverFeatures && node.Kind != NormalizationKind.Group && input.Positions > 1 ? input.First : 0;
        _normalised = _normalised with { First = 0 };
        _gain = node.Kind == NormalizationKind.UnitLength ? node.Gain / Math.Sqrt(Math.Max(input.Width, 1)) : node.Gain;
        return _normalised.Scaled(_gain);
    }

    public override void Backward(Gradient gradient, Gradient[] byInput)
    {
        // What follows the value itself is all along it.
        double follows = (gradient.Curve + gradient.Lean) * _gain;
        gradient = gradient with { Products = gradient.Products + (_normalised.Products * -Math.Min(follows * follows, Energies(gradient))) };
        Products left = gradient.Products + (Removed(gradient) * -1);
        double factor = _gain * _gain * _scale * SpreadOfSpread();
        double mean = node.Kind == NormalizationKind.Batch ? gradient.Mean * Math.Sqrt(factor) : 0;
        double[]? profile = node.Kind == NormalizationKind.Batch ? null : gradient.Profile;
        byInput[0] = WithToken(new((left with { Same = Math.Max(left.Same, 0) }) * factor, mean, Profile: profile, IsScaleFree: !OverFeatures,
            Tangent: gradient.Tangent * factor, Field: gradient.Field, First: OverFeatures ? gradient.First : 0,
            Places: gradient.Places));
    }

    // Each position is divided by its own spread: a class token that starts next to nothing, beside patches that do not, gets a gradient as
    // much larger. Pairs of positions are pairs of the rest.
    private Gradient WithToken(Gradient gradient)
    {
        if (_first <= 0)
        {
            return gradient;
        }

        double positions = _normalised.Positions;
        double rest = Math.Max(positions - _first, Epsilon) / (positions - 1);
        double token = (gradient.First > 0 ? gradient.First : 1) / Math.Max(_first, Epsilon);
        double others = Math.Max(positions - (gradient.First > 0 ? gradient.First : 1), 0) / rest;
        double all = (token + others) / positions;
        var share = new Products(all, 1 / rest, all, 1 / rest);
        return gradient with { Products = gradient.Products * share, Tangent = gradient.Tangent * share, First = all > 0 ? token / all : 0 };
    }

    private double Energies(Gradient gradient) => _normalised.Second > 0 ? gradient.Energy / _normalised.Second : 0;

    // What the layer subtracts.
    private Products Common(Products products, Signal input)
    {
        double square = input.Mean * input.Mean;
        switch (node.Kind)
        {
            case NormalizationKind.Batch:
                return Products.Shared(products.SumOverBatch(input.Positions, context.BatchSize) / (context.BatchSize * input.Positions));
            case NormalizationKind.Instance:
                return OverPositions(products, input.Positions);
            case NormalizationKind.Group:
                return OverPositions(products.Plus(-square), input.Positions) * (1 / _groupWidth) + Products.Shared(square);
            case NormalizationKind.RootMeanSquare or NormalizationKind.UnitLength:
                return default;
            default:
                return products.Map(product => square + ((product - square) / Math.Max(input.Width, 2)));
        }
    }

    private static Products OverPositions(Products products, double positions)
    {
        double own = products.SumOverPositions(positions) / positions;
        double foreign = (products.Far + ((positions - 1) * products.FarNear)) / positions;
        return new(own, own, foreign, foreign);
    }

    // The mean of δ and its component along z are two directions out of all the elements measured together. Since z has no mean, taking out
    // the second leaves the sum of δ over them as it is.
    private Products Removed(Gradient gradient)
    {
        double positions = _normalised.Positions;
        switch (node.Kind)
        {
            case NormalizationKind.Batch:
                double elements = context.BatchSize * positions;
                Products along = (gradient.Products * _normalised.Products) + gradient.Tilt;
                double tilt = Math.Max(along.SumOverBatch(positions, context.BatchSize) / elements, 0);
                Products mean = Common(gradient.Products, _normalised).Plus(-tilt / Math.Max(elements - 1, 1));
                return mean with { Same = mean.Same + (tilt * elements / Math.Max(elements - 1, 1)) };
            case NormalizationKind.Instance:
                double lean = Math.Max(gradient.Tilt.SumOverPositions(positions) / positions, 0);
                Products flat = Common(gradient.Products, _normalised);
                return flat with { Same = flat.Same + lean, Near = flat.Near - (lean / Math.Max(positions - 1, 1)) };
            case NormalizationKind.Group:
                double elementsOfGroup = Math.Max(positions * _groupWidth, 2);
                double tilted = Math.Max(gradient.Tilt.SumOverPositions(positions) / positions, 0) / _groupWidth;
                Products level = OverPositions(gradient.Products, positions) * (1 / _groupWidth);
                return level with { Same = level.Same + tilted + (gradient.Energy / elementsOfGroup), Near = level.Near - (tilted / Math.Max(positions - 1, 1)) };
            default:
                double share = gradient.Energy / Math.Max(_normalised.Width, 2);
                double directions = HasMean ? 1 : 2;
                return new(directions * share, 0, 0, 0);
        }
    }

    // The reciprocal of a sample variance of n Gaussians is larger than that of the variance by 1 + 2/n.
    private double SpreadOfSpread() => node.Kind switch
    {
        NormalizationKind.Batch => 1 + (2 / Math.Max(context.BatchSize * _normalised.Positions, 2)),
        NormalizationKind.Instance => 1 + (2 / Math.Max(_normalised.Positions, 2)),
        NormalizationKind.Group => 1 + (2 / Math.Max(_normalised.Positions * _groupWidth, 2)),
        _ => 1 + (2 / Math.Max(_normalised.Width, 2)),
    };
}
