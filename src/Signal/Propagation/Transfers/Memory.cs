namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>What a cell carries over past all weights.</summary>
/// <param name="Value">E[c c'].</param>
/// <param name="Ahead">E[c g'] with what another step adds to it, g.</param>
internal readonly record struct Memory(Products Value, Products Ahead)
{
    /// <summary>The memory f c + i g; what it has of the candidates before agrees with the next as far as candidates of two steps do.</summary>
    /// <param name="kept">f c.</param>
    /// <param name="added">i g.</param>
    /// <param name="cross">E[f i'].</param>
    /// <param name="keep">E[f].</param>
    /// <param name="take">E[i].</param>
    /// <param name="candidate">E[g g'].</param>
    public Memory Next(Products kept, Products added, Products cross, double keep, double take, Products candidate) =>
        new(kept + added + (Ahead * cross * 2), (Ahead * keep) + (candidate.Later() * take));
}
