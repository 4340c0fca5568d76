using GradGuard.Signal.Propagation;

namespace GradGuard.Signal;

/// <summary>
/// Moments of an activation φ for z ~ N(mean, variance), and of pairs φ(z₁) φ(z₂) for jointly Gaussian z₁, z₂, through the Hermite
/// coefficients of φ and φ' (Mehler's formula: E[φ(z₁) φ(z₂)] = Σ aₖ² ρᵏ with ρ the correlation; Poole et al. 2016, equation 5).
/// </summary>
public sealed class ActivationMoments
{
    private readonly double[] _squares;
    private readonly double[] _slopeSquares;
    private readonly double _scale;

    internal ActivationMoments(
        double mean, double secondMoment, double fourthMoment, double slopeMean, double slopeSecondMoment, double slopeFourthMoment,
        double meanCurvature, double[] squares, double[] slopeSquares, double scale = 1)
    {
        (Mean, SecondMoment, FourthMoment, SlopeMean) = (mean, secondMoment, fourthMoment, slopeMean);
        (SlopeSecondMoment, SlopeFourthMoment) = (slopeSecondMoment, slopeFourthMoment);
        MeanCurvature = meanCurvature;
        (_squares, _slopeSquares, _scale) = (squares, slopeSquares, scale);
    }

    /// <summary>E[φ(z)].</summary>
    public double Mean { get; }

    /// <summary>E[φ(z)²].</summary>
    public double SecondMoment { get; }

    /// <summary>E[φ(z)⁴].</summary>
    public double FourthMoment { get; }

    /// <summary>E[φ'(z)].</summary>
    public double SlopeMean { get; }

    /// <summary>E[φ'(z)²].</summary>
    public double SlopeSecondMoment { get; }

    /// <summary>E[φ'(z)⁴].</summary>
    public double SlopeFourthMoment { get; }

    /// <summary>E[φ''(z)], kinks included; 0 where the variance is 0.</summary>
    public double MeanCurvature { get; }

    /// <summary>The moments of the same φ for a times z, where φ(a z) = a φ(z).</summary>
    internal ActivationMoments OfScaled(double a)
    {
        double square = a * a;
        return new(
            Mean * a, SecondMoment * square, FourthMoment * square * square, SlopeMean, SlopeSecondMoment, SlopeFourthMoment, MeanCurvature / a,
            _squares, _slopeSquares, _scale * square);
    }

    /// <summary>E[φ(z₁) φ(z₂)].</summary>
    /// <param name="correlation">Of z₁ and z₂, from -1 to 1.</param>
    public double Product(double correlation) => _scale * Sum(_squares, SecondMoment / _scale, correlation);

    /// <summary>E[φ'(z₁) φ'(z₂)].</summary>
    /// <param name="correlation">Of z₁ and z₂, from -1 to 1.</param>
    public double SlopeProduct(double correlation) => Sum(_slopeSquares, SlopeSecondMoment, correlation);

    internal Products Products(Products correlations) =>
        new(Product(correlations.Same), Product(correlations.Near), Product(correlations.Far), Product(correlations.FarNear));

    internal Products SlopeProducts(Products correlations) =>
        new(SlopeProduct(correlations.Same), SlopeProduct(correlations.Near), SlopeProduct(correlations.Far), SlopeProduct(correlations.FarNear));

    /// <summary>The derivative of <see cref="Product"/> by the correlation: the variance times E[φ'(z₁) φ'(z₂)] (Price's theorem).</summary>
    internal double ProductRate(double correlation) => _scale * Rate(_squares, correlation);

    /// <summary>The derivative of <see cref="SlopeProduct"/> by the correlation: the variance times E[φ''(z₁) φ''(z₂)].</summary>
    internal double SlopeProductRate(double correlation) => Rate(_slopeSquares, correlation);

    internal Products ProductRates(Products correlations) =>
        new(ProductRate(correlations.Same), ProductRate(correlations.Near), ProductRate(correlations.Far), ProductRate(correlations.FarNear));

    internal Products SlopeProductRates(Products correlations) =>
        new(SlopeProductRate(correlations.Same), SlopeProductRate(correlations.Near), SlopeProductRate(correlations.Far), SlopeProductRate(correlations.FarNear));

    private static double Rate(double[] squares, double correlation)
    {
        double sum = 0;
        double power = 1;
        for (int k = 1; k < squares.Length; k++)
        {
            sum += k * squares[k] * power;
            power *= correlation;
        }

        return sum;
    }

    private static double Sum(double[] squares, double whole, double correlation)
    {
        double sum = 0;
        double rest = whole;
        double power = 1;
        foreach (double square in squares)
        {
            sum += square * power;
            rest -= square;
            power *= correlation;
        }

        // What the truncated series lacks belongs to higher powers; as one term it is exact at correlation 0 and 1.
        return sum + (Math.Max(rest, 0) * power * Math.Abs(power));
    }
}
