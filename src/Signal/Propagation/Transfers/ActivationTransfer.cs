namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>
/// E[φ(z)²] forward and E[φ'(z)²] back for Gaussian z (Schoenholz et al. 2017, equations 3 and 9), and the same for pairs (the C-map).
/// </summary>
internal sealed class ActivationTransfer(ActivationFunction function, PassContext context) : Transfer
{
    private ActivationMoments? _moments;

    public ActivationFunction Function => function;

    public Signal Input { get; private set; }

    public override Signal Forward(IReadOnlyList<Signal> inputs)
    {
        Input = inputs[0];
        _moments = function.Moments(Input);
        return Input with
        {
            Mean = _moments.Mean,
            Products = Input.Products.Map(product => _moments.Product(Input.Correlation(product))),
            Shape = FeatureShape.After(function.Value, Input),
            Kurtosis = _moments.SecondMoment > 0 ? _moments.FourthMoment / (_moments.SecondMoment * _moments.SecondMoment) : 1,
        };
    }

    public override void Backward(Gradient gradient, Gradient[] byInput)
    {
        (double[]? profile, double persistence) = FeatureShape.Before(function.Slope, Input, gradient.Profile);
        Products slopes = Input.Products.Map(product => _moments!.SlopeProduct(Input.Correlation(product)));
        double spread = Math.Max(_moments!.SlopeSecondMoment - (_moments.SlopeMean * _moments.SlopeMean), 0);
        byInput[0] = new Gradient(
            gradient.Products * slopes * persistence,
            gradient.Mean * _moments.SlopeMean,
            gradient.Energy * spread / Input.Width,
            gradient.Mean * _moments.MeanCurvature,
            (gradient.Products with { Same = 0 }) * (_moments.MeanCurvature * _moments.MeanCurvature * Input.Variance),
            profile).Typical(SlopeKurtosis(), Input.Width, Input.Correlation(Input.Products.Far), context.Outputs);
    }

    private double SlopeKurtosis()
    {
        double second = _moments!.SlopeSecondMoment;
        return second > 0 ? _moments.SlopeFourthMoment / (second * second) : 1;
    }
}
