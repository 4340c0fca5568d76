namespace GradGuard.Activations;

/// <summary>Which sampled steps the extended tier measures: 1, 2, 4, 8 … at first, when a wrong start shows, then every n-th.</summary>
/// <param name="Every">The n, from 1; null measures never.</param>
internal readonly record struct ActivationSchedule(int? Every)
{
    /// <summary>Whether the sampled step of this number, from 1, is to be measured.</summary>
    public bool IsDue(long sampledStep) =>
        Every is { } every && (sampledStep % every == 0 || (sampledStep < every && long.IsPow2(sampledStep)));
}
