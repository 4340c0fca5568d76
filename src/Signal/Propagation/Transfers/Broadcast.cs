namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>
/// A value that is stretched over positions or features to the size of another, as a gate from a global mean is. Its gradient is the sum
/// over all that it was stretched over.
/// </summary>
internal static class Broadcast
{
    /// <summary>The value at more positions: all of them have what one had.</summary>
    public static Signal Stretched(Signal signal, double positions) => signal.Positions > 1 || positions <= 1
        ? signal
        : signal with { Positions = positions, Products = signal.Products with { Near = signal.Products.Same, FarNear = signal.Products.Far } };

    public static IReadOnlyList<Signal> Stretched(IReadOnlyList<Signal> signals, double positions)
    {
        var stretched = new Signal[signals.Count];
        for (int i = 0; i < stretched.Length; i++)
        {
            stretched[i] = Stretched(signals[i], positions);
        }

        return stretched;
    }

    /// <summary>The gradient by the value before it was stretched.</summary>
    /// <param name="gradient">By the stretched value.</param>
    /// <param name="before">The value before.</param>
    /// <param name="after">The value of the stretched size.</param>
    public static Gradient Summed(Gradient gradient, Signal before, Signal after)
    {
        double positions = Ratio(after.Positions, before.Positions);
        double features = Ratio(after.Width, before.Width);
        if (positions == 1 && features == 1)
        {
            return gradient;
        }

        Products products = gradient.Products;
        double pairs = positions * positions;
        var overPositions = new Products(
            positions * products.SumOverPositions(positions),
            pairs * products.Near,
            positions * (products.Far + ((positions - 1) * products.FarNear)),
            pairs * products.FarNear);

        // Features have independent signs but for their mean, of which one part in so many is chance.
        double mean = Math.Max((gradient.Mean * gradient.Mean) - (gradient.Energy / after.Width), 0);
        Products alike = gradient.Alike.Same > 0 ? gradient.Alike : products * (gradient.Energy > 0 ? mean / gradient.Energy : 0);
        Products along = alike * (pairs * features * (features - 1));
        return new((overPositions * features) + along, gradient.Mean * positions * features, Field: gradient.Field);
    }

    /// <summary>The widest field of several values.</summary>
    public static Field Field(IReadOnlyList<Signal> signals) => signals.Aggregate(default(Field), (widest, signal) => widest.Join(signal.Field));

    // Sizes that are not stated may differ a little where they are one and the same.
    private static double Ratio(double after, double before) => after > before * 1.5 ? after / before : 1;
}
