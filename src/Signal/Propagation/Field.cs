namespace GradGuard.Signal.Propagation;

/// <summary>
/// How many positions of the input a value sees. The overlap of two samples differs from pair to pair, and the more independent positions
/// it is a mean over the less it does. Windows of given lengths upon each other act like one Gaussian window of their summed variances:
/// n positions along an axis with n² - 1 = Σ (length² - 1) step², which is exact for one window.
/// </summary>
/// <param name="Spread">n² - 1.</param>
/// <param name="LogStep">log of the input's positions for one of the value's, along an axis.</param>
/// <param name="Axes">Axes of the map; 0 where there is none.</param>
internal readonly record struct Field(double Spread, double LogStep, int Axes)
{
    private double Step => Math.Exp(LogStep);

    /// <summary>The positions seen, over all axes.</summary>
    public double Positions => Math.Pow(1 + Spread, Axes / 2.0);

    /// <summary>Under a window of so many elements per axis.</summary>
    /// <param name="length">Elements.</param>
    /// <param name="dilation">Positions between them.</param>
    /// <param name="stride">Positions before for one after; below 1 where positions are added.</param>
    /// <param name="axes">Axes of the map.</param>
    public Field Through(double length, double dilation, double stride, int axes) =>
        Seen(length, dilation, axes) with { LogStep = LogStep + Math.Log(stride) };

    /// <summary>Under a window at the same step.</summary>
    public Field Seen(double length, double dilation, int axes) =>
        new(Spread + (Math.Max((length * length) - 1, 0) * dilation * dilation * Step * Step), LogStep, axes);

    /// <summary>The field of a whole map of so many positions.</summary>
    public Field Whole(double positions)
    {
        double side = Math.Pow(positions, 1.0 / Math.Max(Axes, 1)) * Step;
        return this with { Spread = Math.Max(Spread, (side * side) - 1), Axes = Math.Max(Axes, 1) };
    }

    public Field Join(Field other) => other.Spread > Spread || (other.Spread == Spread && other.Axes > Axes) ? other : this;

    /// <summary>The covariance of two overlaps around one place, over the variance at one position of the input.</summary>
    public double Shared(Field other) => Math.Pow(1 + ((Spread + other.Spread) / 2), -Math.Max(Axes, other.Axes) / 2.0);

    /// <summary>
    /// The one field that stands for two parts of a sum: its covariance with the other field is what both parts have together.
    /// </summary>
    /// <param name="other">The field of the second part.</param>
    /// <param name="share">The second part's share of the sum, between 0 and 1.</param>
    public Field Mixed(Field other, double share)
    {
        int axes = Math.Max(Axes, other.Axes);
        if (axes == 0 || share <= 0)
        {
            return this;
        }

        double covariance = ((1 - share) * Shared(other)) + (share * other.Shared(other));
        double spread = (2 * (Math.Pow(covariance, -2.0 / axes) - 1)) - other.Spread;
        return new(Math.Max(spread, 0), other.LogStep, axes);
    }
}
