namespace GradGuard.Signal.Propagation;

/// <summary>
/// The second-order statistics of the loss's gradient by a node's value, δ, per sample (so before the mean over the batch).
/// </summary>
/// <param name="Products">E[δ δ'].</param>
/// <param name="Mean">
/// The mean of δ over features, as a signed root mean square: what a layer passes on along the mean of its input. It matters where skips
/// let it add up.
/// </param>
/// <param name="Fresh">The part of that mean's square that comes from weights which no other path shares.</param>
/// <param name="Bend">E[dδ/dz] for the pre-activation z that the value is: how far δ leans along the weights that made z.</param>
/// <param name="Tilt">E[δ z δ' z'] / E[z²] for pairs: what a normalization of z takes out because all of its elements pull the same way.</param>
/// <param name="Profile">
/// E[δ²] of a unit by the quantile of its value, over the mean of all units; null where it is the same for all. A unit that a skip keeps in
/// the active range keeps its gradient at every layer, so the slopes on its way are not independent.
/// </param>
/// <param name="IsScaleFree">
/// Whether a normalization follows for which the scale of each unit makes no difference, so that δ has no part along the value.
/// </param>
/// <param name="Tangent">How the products follow the overlap of the two inputs, as <see cref="Signal.Tangent"/>.</param>
/// <param name="Field">What of the input it depends on.</param>
/// <param name="Curve">
/// E[dδ/dz] of a value z that is the same for all samples, as the loss has it: 1 for a squared error. So far δ follows z, and leans on the
/// weights that made it.
/// </param>
/// <param name="Lean">The part of δ that is the value itself times this number; the products hold it.</param>
/// <param name="First">E[δ²] at the first position over the mean of all, where only that one is read, as a class token is; 0 where all have the same.</param>
/// <param name="Places">Positions of the batch that hold most of E[δ²], where a few do; 0 where all have their share.</param>
/// <param name="IsContrast">Whether δ adds up to nothing over the features, as probabilities less labels do.</param>
/// <param name="Draws">How many weights of each unit its energy is the mean over, as those of a kernel; 0 for one.</param>
/// <param name="Alike">E[δ δ'] of two features, where all of them have something alike: under the squared error of a sum with one value for all, and before a mean over features.</param>
/// <param name="BySteps">E[δ²] of each step over the mean of all, which the products are; null where all steps have the same.</param>
internal readonly record struct Gradient(
    Products Products, double Mean = 0, double Fresh = 0, double Bend = 0, Products Tilt = default, double[]? Profile = null,
    double[]? BySteps = null, bool IsScaleFree = false, Products Tangent = default, Field Field = default, double Curve = 0, double Lean = 0,
    double First = 0, double Places = 0, bool IsContrast = false, double Draws = 0, Products Alike = default)
{
    /// <summary>E[δ²].</summary>
    public double Energy => Products.Same;

    /// <summary>
    /// The typical gradient behind finitely many units lies below the expected one, as a signal does. δ is Gaussian times a slope of given
    /// kurtosis. What the slopes of a layer lose by chance is the same for all samples as far as they are active alike; what the weights
    /// lose in the direction of δ averages over the directions that a batch has, at most as many as the model has outputs.
    /// </summary>
    /// <param name="slopeKurtosis">E[φ'⁴] / E[φ'²]².</param>
    /// <param name="width">Units.</param>
    /// <param name="correlation">Of two samples' pre-activations.</param>
    /// <param name="outputs">Features of the model's output.</param>
    public Gradient Typical(double slopeKurtosis, double width, double correlation, double outputs)
    {
        double aligned = Energy > 0 ? Products.Far / Energy : 0;
        double directions = Math.Max(aligned * aligned, 1 / outputs);
        double chance = ((slopeKurtosis - 1) * correlation * correlation) + (2 * slopeKurtosis * Math.Min(directions, 1) / Math.Max(Draws, 1));
        return Scaled(Math.Exp(-0.25 * Math.Min(chance / width, 1))) with { Curve = Curve };
    }

    /// <summary>
    /// The gradient by a value that two paths use. Their means stem from the same δ, so they interfere, and so does what both have of the
    /// value itself.
    /// </summary>
    public Gradient Plus(Gradient other, Signal value)
    {
        if (Energy == 0 && Fresh == 0)
        {
            return other;
        }

        if (other.Energy == 0 && other.Fresh == 0)
        {
            return this;
        }

        double cross = 2 * Mean * other.Mean;
        double leans = 2 * Lean * other.Lean;
        double far = Math.Sqrt(Math.Max(FarOfMean * other.FarOfMean, 0));
        Products sum = Products + other.Products + new Products(cross, cross * far, cross * far, cross * far)
            + (leans == 0 ? default : value.Products.Plus(-value.Mean * value.Mean) * leans);
        Products tangent = Tangent + other.Tangent;

        // What two paths take from each other whole is gone, with what follows the overlap of it.
        if (cross < 0 && Alike.Same > 0 && other.Alike.Same > 0)
        {
            sum = sum.Map(product => Math.Max(product, 0));
            double before = Products.Far + other.Products.Far;
            tangent *= before > 0 ? Math.Min(sum.Far / before, 1) : 0;
        }

        return new(
            sum,
            Mean + other.Mean,
            Fresh + other.Fresh,
            Bend + other.Bend,
            Tilt + other.Tilt,
            FeatureShape.Blend(Profile, Energy, other.Profile, other.Energy),
            Tangent: tangent,
            Field: Field.Join(other.Field),
            Curve: Curve + other.Curve,
            Lean: Lean + other.Lean,
            First: First == 0 && other.First == 0 ? 0 : ((Energy * OfFirst) + (other.Energy * other.OfFirst)) / (Energy + other.Energy),
            Places: Together(other),
            IsContrast: IsContrast && other.IsContrast,
            Draws: DrawsWith(other));
    }

    // How far the means of two samples agree.
    private double FarOfMean => Alike.Same > 0 ? Alike.Far / Alike.Same : Energy > 0 ? Products.Far / Energy : 0;

    // 1 / Σ w² of the shares w that all places have of the sum.
    private double Together(Gradient other)
    {
        double share = Energy / (Energy + other.Energy);
        double squares = (Places > 0 ? share * share / Places : 0) + (other.Places > 0 ? (1 - share) * (1 - share) / other.Places : 0);
        return squares > 0 ? 1 / squares : 0;
    }

    // As many as have the same chance: each path's weights make their share of the energy.
    private double DrawsWith(Gradient other)
    {
        double share = Energy / (Energy + other.Energy);
        return 1 / Math.Max((share * share / Math.Max(Draws, 1)) + ((1 - share) * (1 - share) / Math.Max(other.Draws, 1)), 1e-9);
    }

    private double OfFirst => First > 0 ? First : 1;

    /// <summary>Once all paths are in, the fresh part is as good as the rest.</summary>
    public Gradient Settled() => Fresh == 0
        ? this
        : this with { Mean = (Mean < 0 ? -1 : 1) * Math.Sqrt((Mean * Mean) + Fresh), Fresh = 0 };

    /// <summary>δ times a number; what it has of the value itself counts as the rest then.</summary>
    public Gradient Scaled(double factor) =>
        new(Products * (factor * factor), Mean * factor, Fresh * factor * factor, Bend * factor, Tilt * (factor * factor), Profile, BySteps,
            IsScaleFree, Tangent * (factor * factor), Field, First: First, Places: Places, IsContrast: IsContrast, Draws: Draws, Alike: Alike * (factor * factor));

    /// <summary>δ by positions that meet different weights, so that nothing is shared between them.</summary>
    public Gradient WithSeparatePositions() => this with
    {
        Products = Products with { Near = 0, FarNear = 0 },
        Tangent = Tangent with { Near = 0, FarNear = 0 },
    };
}
