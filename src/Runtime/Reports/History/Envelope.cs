namespace GradGuard.Reports.History;

/// <summary>What a quantity did over a few neighbouring steps.</summary>
/// <param name="FirstStep">The first of them.</param>
/// <param name="LastStep">The last of them.</param>
/// <param name="Min">Its smallest finite value; infinite where none was finite.</param>
/// <param name="Max">Its largest finite value; minus infinity where none was finite.</param>
/// <param name="Sum">The sum of its finite values.</param>
/// <param name="Count">Steps at which it was finite.</param>
/// <param name="NonFiniteCount">Steps at which it was NaN or infinite.</param>
internal readonly record struct Envelope(long FirstStep, long LastStep, double Min, double Max, double Sum, int Count, int NonFiniteCount)
{
    /// <summary>The mean of its finite values; NaN where none was finite.</summary>
    public double Mean => Sum / Count;

    /// <summary>Whether there is a finite value.</summary>
    public bool HasValue => Count > 0;

    public static Envelope Of(long step, double value) => double.IsFinite(value)
        ? new Envelope(step, step, value, value, value, 1, 0)
        : new Envelope(step, step, double.PositiveInfinity, double.NegativeInfinity, 0, 0, 1);

    public Envelope Then(Envelope later) => new(
        FirstStep,
        later.LastStep,
        Math.Min(Min, later.Min),
        Math.Max(Max, later.Max),
        Sum + later.Sum,
        Count + later.Count,
        NonFiniteCount + later.NonFiniteCount);
}
