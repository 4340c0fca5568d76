namespace GradGuard.Reports.Html.Charts;

/// <summary>What the colours of a heat map stand for.</summary>
/// <param name="Axis">Where a value stands among the colours.</param>
/// <param name="Low">What the first colour is for.</param>
/// <param name="High">What the last colour is for.</param>
/// <param name="Format">How a value is written.</param>
/// <param name="MayBeNonFinite">Whether values may be NaN or infinite.</param>
internal sealed record ColourScale(Axis Axis, string Low, string High, Func<double?, string> Format, bool MayBeNonFinite)
{
    /// <summary>Shares from none to all.</summary>
    public static ColourScale Shares { get; } = new(new LinearAxis("share", 0, 1), "none", "all", Figures.Percent, MayBeNonFinite: false);

    /// <summary>Norms on a log scale; what lies outside shares the outermost colour.</summary>
    public static ColourScale Of(LogAxis axis) => new(
        axis, $"up to {Figures.Norm(Math.Pow(10, axis.LowDecade))}", $"{Figures.Norm(Math.Pow(10, axis.HighDecade))} and more", Figures.Norm, MayBeNonFinite: true);
}
