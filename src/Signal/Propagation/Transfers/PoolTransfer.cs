namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>The mean of a window: what its elements share stays, the rest shrinks by the window's volume.</summary>
internal sealed class AveragePoolTransfer(PoolNode node, int index, PassContext context) : Transfer
{
    private PoolWindow _window;
    private Signal _input;

    public override Signal Forward(IReadOnlyList<Signal> inputs)
    {
        Signal input = _input = inputs[0];
        _window = PoolWindow.Of(node, index, input.Positions, context.Assumptions);
        (double same, double near) = Mean(input.Products.Same, input.Products.Near);
        (double far, double farNear) = Mean(input.Products.Far, input.Products.FarNear);
        var mean = new Products(same, near, far, farNear);
        return new(
            input.Mean, mean, input.Width, _window.PositionsOut, Tangent: _window.Tangent(input), Field: _window.Field(input.Field), Averaged: Averaged());
    }

    // Windows that do not overlap leave positions that have nothing of each other.
    private Field Averaged()
    {
        if (!_window.Overlaps)
        {
            return default;
        }

        int axes = Math.Max(_input.Averaged.Axes, Math.Max(_input.Field.Axes, 1));
        return (_input.Averaged with { Axes = axes }).Seen(Math.Pow(_window.Volume, 1.0 / axes), 1, axes);
    }

    public override void Backward(Gradient gradient, Gradient[] byInput)
    {
        (double same, double near) = Spread(gradient.Products.Same, gradient.Products.Near);
        (double far, double farNear) = Spread(gradient.Products.Far, gradient.Products.FarNear);
        byInput[0] = new(
            new(same, near, far, farNear), gradient.Mean / _window.Volume,
            Tangent: gradient.Tangent * _window.PairShare, Field: gradient.Field,
            Curve: gradient.Curve / _window.Volume, Lean: gradient.Lean / _window.Volume, Draws: gradient.Draws);
    }

    // All inputs count alike, so the mean over all pairs of positions, those of a position with itself too, stays what it was: windows that
    // overlap share elements.
    private (double Same, double Near) Mean(double same, double near)
    {
        double outs = _window.PositionsOut;
        double ins = _window.PositionsIn;
        double all = (same + ((ins - 1) * near)) / ins;
        double diagonal = _input.Averaged.Spread > 0 && _window.Overlaps
            ? all + ((same - all) * Smoothing.Left(_input.Averaged, Averaged(), ins))
            : (same + ((_window.Volume - 1) * near)) / _window.Volume;
        return (diagonal, outs > 1 ? ((outs * all) - diagonal) / (outs - 1) : near);
    }

    // Each output spreads a weight of one over its window, so the sum over all pairs of positions stays what it was. An input gets it of each
    // window that it lies in.
    private (double Same, double Near) Spread(double same, double near)
    {
        double outs = _window.PositionsOut;
        double ins = _window.PositionsIn;
        double all = outs * (same + ((outs - 1) * near));
        double windows = Math.Max(_window.Volume * outs / ins, 1);
        double diagonal = outs * (same + ((windows - 1) * near)) / _window.Volume;
        return (diagonal / ins, ins > 1 ? (all - diagonal) / (ins * (ins - 1)) : 0);
    }
}

/// <summary>
/// The largest of a window. The largest of Gaussians is taken as a Gaussian of its mean and variance; a monotone activation before the
/// pool acts on that largest one, which is more often active than the others.
/// </summary>
internal sealed class MaximumPoolTransfer(PoolNode node, int index, ActivationTransfer? before, PassContext context) : Transfer
{
    private PoolWindow _window;
    private Signal _source;
    private Products _slopes = Products.Shared(1);
    private double _agreement = 1;
    private double _lift;
    private double _curving;
    private double _following;

    public override Signal Forward(IReadOnlyList<Signal> inputs)
    {
        Signal source = _source = before?.Input ?? inputs[0];
        _window = PoolWindow.Of(node, index, source.Positions, context.Assumptions);
        (double mean, double variance) = OrderStatistics.Maximum(_window.Volume);
        double near = Math.Max(source.Correlation(source.Products.Near), 0);
        double own = source.Variance * (1 - near);
        double alike = own > 0 ? (source.Products.Far - source.Products.FarNear) / own : 1;
        _agreement = OrderStatistics.Agreement(_window.Volume, alike);
        double centre = source.Mean + (Math.Sqrt(own) * mean);
        double spread = (source.Variance * near) + (own * variance);
        double square = source.Mean * source.Mean;
        _lift = source.Variance > 0 ? Math.Max((own * mean * mean / source.Variance) - LiftOfSlope(source), 0) / source.Variance : 0;
        var products = new Products(
            spread,
            source.Variance * near,
            Math.Min(source.Products.FarNear - square + (own * OrderStatistics.Covariance(_window.Volume, alike)), spread),
            Math.Min(source.Products.FarNear - square, spread));
        var largest = new Signal(
            centre, products.Plus(centre * centre), source.Width, source.Positions,
            Tangent: _window.Tangent(source), Field: _window.Field(source.Field));
        Signal result = largest;
        double slopes = 1;
        double slopeMean = 1;
        if (before is not null)
        {
            var after = new ActivationTransfer(before.Function, context);
            result = after.Forward([largest]);
            ActivationMoments ofLargest = before.Function.Moments(centre, spread);
            ActivationMoments ofAll = before.Function.Moments(source.Mean, source.Variance);
            _slopes = Over(ofLargest.SlopeProducts(largest.Correlations), ofAll.SlopeProducts(source.Correlations));
            (slopeMean, slopes) = (ofLargest.SlopeMean, ofAll.SlopeSecondMoment);
        }

        // E[dδ/dz] = Cov(δ, z) / Var(z) where δ is what is the largest, by Stein's lemma; the activation multiplies it by its slopes.
        double perVariance = source.Variance * slopes > 0 ? 1 / (source.Variance * slopes) : 0;
        _curving = spread * slopeMean * perVariance;
        _following = _curving + (result.Mean * (centre - source.Mean) * perVariance);

        return result with { Width = inputs[0].Width, Positions = _window.PositionsOut };
    }

    // What the activation, which comes next on the way back, adds of it itself.
    private double LiftOfSlope(Signal source)
    {
        if (before is null)
        {
            return 0;
        }

        ActivationMoments moments = before.Function.Moments(source.Mean, source.Variance);
        return moments.SlopeMean == 0 ? 0 : moments.SlopeProductRate(0) / (moments.SlopeMean * moments.SlopeMean);
    }

    // Inputs that overlap are the largest of their windows together more often: to be the largest lifts a value by as many deviations as the
    // largest has, E[s s'] = E[s]² (1 + m² ρ) to first order in the correlation ρ (Mehler's formula).
    public override void Backward(Gradient gradient, Gradient[] byInput)
    {
        Products back = Spread(gradient.Products) * _slopes;
        Products kept = Spread(gradient.Tangent) * _slopes;
        Products lifted = (back with { Same = 0 }).Map(product => Math.Max(product, 0)) * _source.Tangent * _lift;
        byInput[0] = new(
            back,
            gradient.Mean / _window.Volume,
            Tangent: kept + lifted,
            Field: gradient.Field.Mixed(_source.Field, Products.Share(lifted, kept, _source.Positions, context.BatchSize)),
            Curve: ((gradient.Curve * _curving) + (gradient.Lean * _following)) * _window.PositionsOut / _window.PositionsIn,
            Draws: gradient.Draws);
    }

    // Each output hands its gradient to one element of its window, so the sum over all pairs of positions stays what it was. Two samples
    // agree on that element now and then; where they do not, their pair is one of different positions.
    private Products Spread(Products products)
    {
        double outs = _window.PositionsOut;
        double ins = _window.PositionsIn;
        double pairs = Math.Max(ins * (ins - 1), 1);
        double agreed = outs * products.Far * _agreement;
        return new(
            outs * products.Same / ins,
            outs * (outs - 1) * products.Near / pairs,
            agreed / ins,
            ((outs * products.Far) - agreed + (outs * (outs - 1) * products.FarNear)) / pairs);
    }

    private static Products Over(Products ofLargest, Products ofAll) => new(
        ofLargest.Same / Math.Max(ofAll.Same, 1e-300),
        ofLargest.Near / Math.Max(ofAll.Near, 1e-300),
        ofLargest.Far / Math.Max(ofAll.Far, 1e-300),
        ofLargest.FarNear / Math.Max(ofAll.FarNear, 1e-300));
}

/// <summary>The geometry of a pool.</summary>
internal readonly record struct PoolWindow(double Volume, double PositionsIn, double PositionsOut)
{
    /// <summary>Outputs for one input, squared: the share of each pair's gradient that a pair of inputs gets.</summary>
    public double PairShare => PositionsOut / PositionsIn * (PositionsOut / PositionsIn);

    /// <summary>Whether windows share elements, one for each position.</summary>
    public bool Overlaps => Volume > 1 && PositionsOut == PositionsIn;

    /// <summary>What the pooled value sees of the input.</summary>
    public Field Field(Field before)
    {
        int axes = Math.Max(before.Axes, 1);
        return before.Through(Math.Pow(Volume, 1.0 / axes), 1, Math.Pow(PositionsIn / PositionsOut, 1.0 / axes), axes);
    }

    /// <summary>A pair of windows overlaps in the mean over all pairs of their elements, once more averaged than along one window.</summary>
    public Products Tangent(Signal input) => input.Tangent * (input.Field.Positions / Field(input.Field).Positions);

    public static PoolWindow Of(PoolNode node, int index, double positions, Assumptions assumptions)
    {
        // A window that moves by one leaves as many as there are; the node states how many that is.
        if (node.OutputPositions != Size.Unknown && node.StrideVolume.Value != 1)
        {
            double remaining = Math.Min(assumptions.Size(node.OutputPositions, new(index, "positions"), Plausible.Pixels), positions);
            return new(positions / remaining, positions, remaining);
        }

        double volume = Math.Min(assumptions.Size(node.WindowVolume, new(index, "window"), Plausible.Window), positions);
        double stride = node.StrideVolume == Size.Unknown ? volume : assumptions.Size(node.StrideVolume, new(index, "stride"), Plausible.Window);
        return new(volume, positions, Math.Max(positions / stride, 1));
    }
}
