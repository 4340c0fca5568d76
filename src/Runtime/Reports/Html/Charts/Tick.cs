namespace GradGuard.Reports.Html.Charts;

/// <summary>A labelled place on an axis.</summary>
/// <param name="Position">From 0 at the low end to 1.</param>
/// <param name="Label">What it says.</param>
/// <param name="IsMinor">Whether a narrow page may leave it out.</param>
internal readonly record struct Tick(double Position, string Label, bool IsMinor)
{
    // A label at the very end would stand out of the page by half its width.
    private const double End = 0.97;

    /// <summary>Its class in the style sheet.</summary>
    public string Style => (IsMinor ? "minor" : "major") + (Position > End ? " end" : "");
}
