namespace GradGuard.Signal.Propagation;

/// <summary>
/// What a layer of n units adds by chance to how two of its values overlap: with independent weights z z' is one of n independent terms of
/// variance q² + p², whatever came in. What comes behind follows that overlap as it follows that of the inputs, but a gradient and a value
/// before the layer have only the older chance in common. Positions of a map or sequence have chances of their own, which are not followed.
/// </summary>
internal readonly struct ChanceOverlap
{
    private readonly Products _older;

    private ChanceOverlap(Products older) => _older = older;

    /// <summary>A layer's value with its own chance beside the older one.</summary>
    /// <param name="value">Σ w a + b of each unit.</param>
    /// <param name="older">What of the tangent is older, to be kept for the way back.</param>
    public static Signal Add(Signal value, out ChanceOverlap older)
    {
        if (value.Positions > 1)
        {
            older = new(Products.Shared(1));
            return value;
        }

        double square = value.Mean * value.Mean;
        double own = value.Variance * value.Variance;
        Products chance = value.Products.Map(product => (own + ((product - square) * (product - square))) / value.Width) with { Same = 0 };
        Products before = value.Tangent;
        Products after = new(before.Same, Joined(before.Near, chance.Near), Joined(before.Far, chance.Far), Joined(before.FarNear, chance.FarNear));
        older = new(new(1, Share(before.Near, after.Near), Share(before.Far, after.Far), Share(before.FarNear, after.FarNear)));
        return value with { Tangent = after };
    }

    /// <summary>The gradient by the layer's value, in so far as it follows what was there before the layer.</summary>
    public Gradient Of(Gradient gradient) => gradient with { Tangent = gradient.Tangent * _older };

    private static double Joined(double tangent, double chance) => (tangent < 0 ? -1 : 1) * Math.Sqrt((tangent * tangent) + chance);

    private static double Share(double before, double after) => after != 0 ? before / after : 1;
}
