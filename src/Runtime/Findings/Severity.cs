namespace GradGuard;

/// <summary>How much a <see cref="Finding"/> matters. A healthy run has nothing of <see cref="Warning"/> or above.</summary>
public enum Severity
{
    /// <summary>Worth knowing; training may well succeed.</summary>
    Info,

    /// <summary>Training is likely to be slow, unstable or worse than it could be.</summary>
    Warning,

    /// <summary>Training is broken from this step on.</summary>
    Error,
}
