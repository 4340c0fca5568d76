namespace GradGuard.Prediction.Accuracy;

/// <summary>What predictions have to hold, in decades.</summary>
/// <param name="Median">The most that the median error may be.</param>
/// <param name="Most">What 95 of 100 errors stay below.</param>
/// <param name="All">What every error stays below.</param>
internal sealed record Targets(double Median, double Most, double All)
{
    /// <summary>The share that <see cref="Most"/> speaks of, and the share of models to be traced without an unknown.</summary>
    public const double Share = 0.95;

    /// <summary>First over last weight layer, a figure for each model.</summary>
    public static Targets Ratio { get; } = new(0.15, 0.5, 1.0);

    /// <summary>Any weight layer over the last one, a figure for each layer.</summary>
    public static Targets Layer { get; } = new(0.3, 0.7, 1.5);
}
