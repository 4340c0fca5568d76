namespace GradGuard.Snapshots;

/// <summary>What reading a parameter's gradient gave.</summary>
public enum GradientState : byte
{
    /// <summary>There is none: backward has not reached the parameter since its gradient was last set to null.</summary>
    Missing,

    /// <summary>It was read.</summary>
    Present,
}
