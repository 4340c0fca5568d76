namespace GradGuard.Invariants;

/// <summary>How a step's gradient relates to the one that the step before left, over a sample of the parameters.</summary>
/// <param name="Norm">‖Gₜ‖ as backward left it.</param>
/// <param name="PreviousNorm">‖Gₜ₋₁‖ as the optimizer saw it.</param>
/// <param name="ChangeNorm">‖Gₜ − Gₜ₋₁‖: where nothing zeroes gradients this is the gradient of the step alone.</param>
/// <param name="ChangeCosine">
/// Cosine of the angle between Gₜ − Gₜ₋₁ and the change before it; NaN for the first. Noise of gradients made anew makes it about -½, since
/// what one change adds the next takes back; where nothing zeroes them, both changes are gradients of the same loss.
/// </param>
/// <param name="KeptShare">
/// Of the elements of Gₜ that are not 0, the share that is bit for bit what it was in Gₜ₋₁, 0 to 1: what no input of the batch reaches (a row of
/// an embedding, the weights of a unit that rests) keeps what earlier steps left there, if nothing zeroes it.
/// </param>
public readonly record struct GradientRecurrence(double Norm, double PreviousNorm, double ChangeNorm, double ChangeCosine = double.NaN, double KeptShare = 0)
{
    /// <summary>⟨Gₜ − Gₜ₋₁, Gₜ₋₁⟩ / ‖Gₜ₋₁‖²: how far the change goes the way that the gradient pointed already.</summary>
    public double ChangeAlong => ((Norm * Norm) - (PreviousNorm * PreviousNorm) - (ChangeNorm * ChangeNorm)) / (2 * PreviousNorm * PreviousNorm);

    /// <summary>Cosine of the angle between both, -1 to 1; NaN where one is 0.</summary>
    public double Cosine => ((Norm * Norm) + (PreviousNorm * PreviousNorm) - (ChangeNorm * ChangeNorm)) / (2 * Norm * PreviousNorm);
}
