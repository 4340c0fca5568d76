namespace GradGuard.Signal.Propagation;

/// <summary>
/// The products of every step of a sequence where steps differ, as the states of a recurrence do that starts from nothing or grows.
/// </summary>
/// <param name="steps">Of each step.</param>
internal sealed class StepSeries(Products[] steps)
{
    public IReadOnlyList<Products> Steps => steps;

    public Products First => steps[0];

    public Products Last => steps[steps.Length - 1];

    /// <summary>The mean over the steps, which is what the value's own products are as long as the series holds.</summary>
    public Products Mean { get; } = MeanOf(steps);

    public StepSeries Map(Func<Products, Products> function) => new([.. steps.Select(function)]);

    private static Products MeanOf(Products[] steps)
    {
        var sum = default(Products);
        foreach (Products step in steps)
        {
            sum += step;
        }

        return sum * (1.0 / steps.Length);
    }
}
