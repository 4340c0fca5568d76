namespace GradGuard.Guarding;

/// <summary>Whether a guard can measure, and why not.</summary>
internal enum GuardState
{
    Active,
    NothingToWatch,
    ModelDisposed,
    SwitchedOff,
    Superseded,
    Disposed,
}
