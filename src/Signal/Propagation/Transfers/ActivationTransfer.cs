namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>
/// E[φ(z)²] forward and E[φ'(z)²] back for Gaussian z (Schoenholz et al. 2017, equations 3 and 9), and the same for pairs (the C-map).
/// </summary>
/// <param name="function">φ.</param>
/// <param name="context">The evaluation.</param>
/// <param name="showsShape">Whether what takes the output asks for its shape.</param>
/// <param name="showsProfile">Whether what gave the input asks for the gradient's profile.</param>
internal sealed class ActivationTransfer(ActivationFunction function, PassContext context, bool showsShape = true, bool showsProfile = true) : Transfer
{
    // A part of the gradient's products below this is not worth the quadrature.
    private const double Notable = 0.005;

    private ActivationMoments? _moments;
    private Products _slopes;
    private Products _products;
    private Products _tangent;

    public ActivationFunction Function => function;

    public Signal Input { get; private set; }

    public override Signal Forward(IReadOnlyList<Signal> inputs)
    {
        Input = inputs[0];
        _moments = function.Moments(Input);
        Products correlations = Input.Correlations;
        _slopes = _moments.SlopeProducts(correlations);
        _products = _moments.Products(correlations);
        _tangent = Input.Tangent * _slopes;
        return Input with
        {
            Mean = _moments.Mean,
            Products = _products,
            Shape = showsShape ? FeatureShape.After(function, Input) : null,
            Kurtosis = _moments.SecondMoment > 0 ? _moments.FourthMoment / (_moments.SecondMoment * _moments.SecondMoment) : 1,
            Tangent = _tangent,
        };
    }

    // What a mean over the map depends on is the whole map; where a slope switches depends on what its own position sees.
    public override void Backward(Gradient gradient, Gradient[] byInput)
    {
        (double[]? profile, double persistence) = gradient.Profile is null && !showsProfile
            ? (null, 1)
            : FeatureShape.Before(function, Input, gradient.Profile);
        Gradient rest = WithoutLean(gradient);
        double spread = Math.Max(_moments!.SlopeSecondMoment - (_moments.SlopeMean * _moments.SlopeMean), 0);
        Products kept = rest.Tangent * _slopes;
        Products bent = rest.Products * PerVariance(_moments.SlopeProductRates(Input.Correlations)) * Input.Tangent;
        Gradient back = new Gradient(
            rest.Products * _slopes * persistence,
            rest.Mean * _moments.SlopeMean,
            gradient.Energy * spread / Input.Width,
            rest.Mean * _moments.MeanCurvature,
            (gradient.Products with { Same = 0 }) * (_moments.MeanCurvature * _moments.MeanCurvature * Input.Variance),
            profile,
            gradient.BySteps,
            Tangent: kept + bent,
            Field: gradient.Field.Mixed(Input.Field, Propagation.Products.Share(bent, kept, Input.Positions, context.BatchSize)),
            First: gradient.First,
            Places: gradient.Places,
            Draws: gradient.Draws);
        byInput[0] = Leaning(back, rest.Lean, gradient.Curve).Typical(SlopeKurtosis(), Input.Width, Input.Correlation(Input.Products.Far), context.Outputs) with { Draws = 0 };
    }

    // The part of δ that is the activation's value itself goes back as φ φ', not as something independent times φ'.
    private Gradient WithoutLean(Gradient gradient)
    {
        double square = gradient.Lean * gradient.Lean;
        double noise = gradient.Energy / (context.BatchSize * Input.Positions);
        if (square * Math.Abs(_products.Far) < Notable * (Math.Abs(gradient.Products.Far) + noise))
        {
            return gradient with { Lean = 0 };
        }

        Products products = gradient.Products + (_products * -square);
        return gradient with
        {
            Products = products with { Same = Math.Max(products.Same, 0) },
            Mean = gradient.Mean - (gradient.Lean * _moments!.Mean),
            Tangent = gradient.Tangent + (_tangent * -square),
        };
    }

    private Gradient Leaning(Gradient back, double lean, double curve)
    {
        if (lean == 0)
        {
            // Where the output is an activation, the loss bends by its slope twice: d/dz φ'(z) (φ(z) - t) is φ'² for a target of mean φ(z).
            return back with { Curve = curve * _moments!.SlopeSecondMoment };
        }

        ActivationMoments moments = function.LeaningMoments(Input);
        double square = lean * lean;
        return back with
        {
            Products = back.Products + (moments.Products(Input.Correlations) * square),
            Mean = back.Mean + (lean * moments.Mean),
            Tangent = back.Tangent + (PerVariance(moments.ProductRates(Input.Correlations)) * Input.Tangent * square),
            Curve = Input.Variance > 0 ? lean * Math.Sqrt(moments.ProductRate(0) / Input.Variance) : 0,
        };
    }

    private Products PerVariance(Products rates) => Input.Variance > 0 ? rates * (1 / Input.Variance) : default;

    private double SlopeKurtosis()
    {
        double second = _moments!.SlopeSecondMoment;
        return second > 0 ? _moments.SlopeFourthMoment / (second * second) : 1;
    }
}
