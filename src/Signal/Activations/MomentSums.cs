namespace GradGuard.Signal;

/// <summary>What a quadrature adds up over its points: powers of an activation and of its slope, and the Hermite coefficients of both.</summary>
internal sealed class MomentSums
{
    private readonly double[] _coefficients = new double[HermitePolynomials.Terms];
    private readonly double[] _slopeCoefficients = new double[HermitePolynomials.Terms];
    private double _second;
    private double _fourth;
    private double _slopeSecond;
    private double _slopeFourth;

    /// <summary>Adds a point.</summary>
    /// <param name="weight">Its weight under the density.</param>
    /// <param name="value">φ there.</param>
    /// <param name="slope">φ' there.</param>
    /// <param name="hermite">The polynomials there.</param>
    public void Add(double weight, double value, double slope, double[] hermite)
    {
        AddPowers(weight, value, slope);
        Add(_coefficients, hermite, weight * value);
        Add(_slopeCoefficients, hermite, weight * slope);
    }

    /// <summary>Adds a point x above 0 and -x, at which the even polynomials are the same and the odd ones opposite: half the work of two.</summary>
    /// <param name="weight">The weight of each.</param>
    /// <param name="values">φ at x and at -x.</param>
    /// <param name="slopes">φ' at x and at -x.</param>
    /// <param name="hermite">The polynomials at x.</param>
    public void AddPair(double weight, (double Above, double Below) values, (double Above, double Below) slopes, double[] hermite)
    {
        AddPowers(weight, values.Above, slopes.Above);
        AddPowers(weight, values.Below, slopes.Below);
        double even = weight * (values.Above + values.Below);
        double odd = weight * (values.Above - values.Below);
        double slopeEven = weight * (slopes.Above + slopes.Below);
        double slopeOdd = weight * (slopes.Above - slopes.Below);
        double[] coefficients = _coefficients;
        double[] slopeCoefficients = _slopeCoefficients;
        for (int k = 1; k < hermite.Length; k += 2)
        {
            double h = hermite[k - 1];
            coefficients[k - 1] += even * h;
            slopeCoefficients[k - 1] += slopeEven * h;
            h = hermite[k];
            coefficients[k] += odd * h;
            slopeCoefficients[k] += slopeOdd * h;
        }
    }

    /// <summary>The moments that the sums come to, which have the sums' tables for their own.</summary>
    /// <param name="deviation">The standard deviation of the pre-activation.</param>
    public ActivationMoments Moments(double deviation)
    {
        double mean = _coefficients[0];
        double slopeMean = _slopeCoefficients[0];
        double curvature = _slopeCoefficients[1] / deviation;
        return new(mean, _second, _fourth, slopeMean, _slopeSecond, _slopeFourth, curvature, Squared(_coefficients), Squared(_slopeCoefficients));
    }

    private void AddPowers(double weight, double value, double slope)
    {
        _second += weight * value * value;
        _fourth += weight * value * value * value * value;
        _slopeSecond += weight * slope * slope;
        _slopeFourth += weight * slope * slope * slope * slope;
    }

    private static void Add(double[] coefficients, double[] hermite, double value)
    {
        if (value == 0)
        {
            return;
        }

        for (int k = 0; k < hermite.Length; k++)
        {
            coefficients[k] += value * hermite[k];
        }
    }

    private static double[] Squared(double[] coefficients)
    {
        for (int k = 0; k < coefficients.Length; k++)
        {
            coefficients[k] *= coefficients[k];
        }

        return coefficients;
    }
}
