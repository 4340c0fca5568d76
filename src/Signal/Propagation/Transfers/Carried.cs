namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>What a cell hands back from step to step past all weights.</summary>
/// <param name="Kept">E[δ δ'] by the memory of the step that hands it back.</param>
/// <param name="Carry">The same behind the gate.</param>
/// <param name="Agreed">
/// √ of the products of what has arrived at the later steps, each times the share of it that is left: what arrives at a step agrees with it
/// as far as steps get the same.
/// </param>
/// <param name="Age">Over how many steps it has been carried, on average.</param>
internal readonly record struct Carried(Products Kept, Products Carry, Products Agreed, double Age = 0)
{
    /// <summary>Takes up what arrives at a step.</summary>
    /// <param name="arriving">E[δ δ'] by the memory, of what comes from outside.</param>
    /// <param name="rest">Of what comes through the state's weights, which nothing else agrees with.</param>
    /// <param name="keep">The mean of the gate before it.</param>
    /// <param name="gate">Its products.</param>
    public Carried Joined(Products arriving, Products rest, double keep, Products gate)
    {
        Products later = arriving.Later();
        Products root = later.Map(product => Math.Sqrt(Math.Abs(product)));
        Products cross = later.Map(product => Math.Sign(product)) * root * Agreed;
        Products kept = arriving + rest + Carry + (cross * 2);
        double age = kept.Same > 0 ? Math.Max(Carry.Same / kept.Same, 0) * Age : 0;
        return new(kept, kept * gate * Persistence(keep, gate, age), (root + Agreed) * keep, age + 1);
    }

    // A gate that is open for one step is open for the next, as far as steps have something in common: for logarithms of k gates that each
    // vary by c and go together by r c, E[Π f²] is E[f²]ᵏ times exp(2 r c k (k - 1)). None lets through more than all.
    private static double Persistence(double keep, Products gate, double age)
    {
        double square = keep * keep;
        return square > 0 && gate.Same > 0 ? Math.Min(Math.Exp(4 * Math.Max((gate.Near / square) - 1, 0) * age), 1 / gate.Same) : 1;
    }
}
