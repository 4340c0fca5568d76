using System.Collections.Concurrent;

namespace GradGuard.Signal;

/// <summary>
/// An elementwise non-linearity: value, slope, and their moments under a Gaussian pre-activation. Two are equal when their names,
/// which carry the parameters, are.
/// </summary>
public sealed partial class ActivationFunction : IEquatable<ActivationFunction>
{
    // Five standard deviations of a unit pre-activation, and a slope that loses a decade and more there.
    private const double FarOut = 5;
    private const double FlatSlope = 0.05;

    // Half a kilobyte each.
    private const int MostKnown = 1024;

    private readonly Func<double, double> _value;
    private readonly Func<double, double> _slope;
    private readonly double[] _kinks;
    private readonly ConcurrentDictionary<(double Mean, double Variance), ActivationMoments> _known = new();

    // To ask the dictionary itself stops all who use it.
    private int _knownCount;
    private ActivationMoments? _unitMoments;

    private ActivationFunction(string name, double largestSlope, Func<double, double> value, Func<double, double> slope, params double[] kinks)
    {
        (Name, LargestSlope, _value, _slope, _kinks) = (name, largestSlope, value, slope, kinks);
        IsSaturating = Math.Abs(slope(FarOut)) < FlatSlope;
    }

    /// <summary>The module's name, with parameters where they are not the default: "Sigmoid", "LeakyReLU(0.2)".</summary>
    public string Name { get; }

    /// <summary>sup|φ'|, the largest magnitude of the slope; infinite where nothing bounds it.</summary>
    public double LargestSlope { get; }

    /// <summary>
    /// Whether a strong positive signal gets no gradient: the slope at five standard deviations of a unit pre-activation is below
    /// 0.05. So sigmoid, tanh, hardsigmoid, hardtanh, softsign and logsigmoid saturate; ReLU and its kin, which cut only the negative
    /// half, do not, nor does ReLU6, whose upper end lies out of reach of an untrained layer.
    /// </summary>
    public bool IsSaturating { get; }

    /// <summary>Whether φ(a z) = a φ(z) for every a above 0, so that one set of moments serves all scales.</summary>
    private bool IsHomogeneous { get; init; }

    /// <summary>Whether φ is analytic for |Im z| below π/2, as tanh is, so that sums at even distances integrate it.</summary>
    private bool IsAnalytic { get; init; }

    /// <summary>An activation of the user's own.</summary>
    /// <param name="name">Its name; it stands for the function in comparisons.</param>
    /// <param name="value">φ.</param>
    /// <param name="slope">φ'.</param>
    /// <param name="largestSlope">sup|φ'|.</param>
    /// <param name="kinks">Where value or slope jumps.</param>
    public static ActivationFunction Custom(
        string name, Func<double, double> value, Func<double, double> slope, double largestSlope, params double[] kinks) =>
        new(name, largestSlope, value, slope, kinks);

    /// <summary>φ(z).</summary>
    public double Value(double z) => _value(z);

    /// <summary>φ'(z), one of the one-sided slopes at a kink.</summary>
    public double Slope(double z) => _slope(z);

    /// <summary>Moments of value and slope for z ~ N(mean, variance), to 1e-6 of their size.</summary>
    /// <param name="mean">The mean of the pre-activation.</param>
    /// <param name="variance">Its variance, at least 0.</param>
    public ActivationMoments Moments(double mean, double variance)
    {
        if (IsHomogeneous && mean == 0 && variance > 0)
        {
            return (_unitMoments ??= GaussianQuadrature.Moments(_value, _slope, _kinks, 0, 1)).OfScaled(Math.Sqrt(variance));
        }

        // Layers of one width and start see the same Gaussian, in one model and in the next, and in an editor at every keystroke.
        if (_known.TryGetValue((mean, variance), out ActivationMoments? known))
        {
            return known;
        }

        if (Interlocked.Increment(ref _knownCount) > MostKnown)
        {
            _known.Clear();
            _knownCount = 0;
        }

        return _known[(mean, variance)] = Integrated(_value, _slope, mean, variance, null);
    }

    /// <summary>The same for a pre-activation whose distribution over features is known to be another than Gaussian.</summary>
    internal ActivationMoments Moments(Propagation.Signal signal) => signal.Shape is { } shape
        ? Integrated(_value, _slope, signal.Mean, signal.Variance, shape)
        : Moments(signal.Mean, signal.Variance);

    /// <summary>Moments of φ φ', which is what a gradient that is the activation's own value becomes behind it; its slopes are not computed.</summary>
    internal ActivationMoments LeaningMoments(Propagation.Signal signal) =>
        Integrated(z => _value(z) * _slope(z), _ => 0, signal.Mean, signal.Variance, signal.Shape);

    // A shape has corners, and a narrow Gaussian is one that no bend of the function is hidden in.
    private ActivationMoments Integrated(Func<double, double> value, Func<double, double> slope, double mean, double variance, Propagation.FeatureShape? shape)
    {
        double deviation = Math.Sqrt(variance);
        return IsAnalytic && shape is null && deviation is > 0 and < TrapezoidalRule.WidestDeviation
            ? TrapezoidalRule.Moments(value, slope, mean, deviation)
            : GaussianQuadrature.Moments(value, slope, _kinks, mean, variance, shape);
    }

    /// <inheritdoc/>
    public bool Equals(ActivationFunction? other) => other is not null && Name == other.Name;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ActivationFunction);

    /// <inheritdoc/>
    public override int GetHashCode() => Name.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => Name;
}
