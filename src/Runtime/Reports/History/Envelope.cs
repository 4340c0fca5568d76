namespace GradGuard.Reports.History;

/// <summary>What a quantity did over a few neighbouring steps.</summary>
/// <param name="FirstStep">The first of them.</param>
/// <param name="LastStep">The last of them.</param>
/// <param name="Min">Its smallest finite value; infinite where none was finite.</param>
/// <param name="Max">Its largest finite value; minus infinity where none was finite.</param>
/// <param name="Last">Its last finite value; NaN where none was finite.</param>
/// <param name="NonFiniteCount">Steps at which it was NaN or infinite.</param>
internal readonly record struct Envelope(long FirstStep, long LastStep, double Min, double Max, double Last, int NonFiniteCount)
{
    /// <summary>Whether there is a finite value.</summary>
    public bool HasValue => Max >= Min;

    public static Envelope Of(long step, double value) => double.IsFinite(value)
        ? new Envelope(step, step, value, value, value, 0)
        : new Envelope(step, step, double.PositiveInfinity, double.NegativeInfinity, double.NaN, 1);

    public Envelope Then(Envelope later) => new(
        FirstStep,
        later.LastStep,
        Math.Min(Min, later.Min),
        Math.Max(Max, later.Max),
        later.HasValue ? later.Last : Last,
        NonFiniteCount + later.NonFiniteCount);
}
