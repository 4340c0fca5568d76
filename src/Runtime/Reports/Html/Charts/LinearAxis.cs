using System.Globalization;

namespace GradGuard.Reports.Html.Charts;

/// <summary>An axis of equal steps.</summary>
internal sealed record LinearAxis(string Title, double Low, double High) : Axis(Title)
{
    private const int MostTicks = 7;

    /// <summary>The axis of a run's steps.</summary>
    public static LinearAxis Steps(GradientReport report) => new("step", 1, Math.Max(2, Math.Max(report.Steps, report.History.LastStep)));

    public override IReadOnlyList<Tick> Ticks
    {
        get
        {
            var unit = NiceUnit((High - Low) / MostTicks);
            var first = Math.Ceiling(Low / unit);
            var count = (int)(Math.Floor(High / unit) - first) + 1;
            return [.. Enumerable.Range(0, count).Select(i => new Tick(Position((first + i) * unit), Label((first + i) * unit), (count - 1 - i) % 2 == 1))];
        }
    }

    public override double Position(double value) => Math.Clamp((value - Low) / (High - Low), 0, 1);

    private static string Label(double value) => Math.Abs(value) >= 10_000
        ? (value / 1000).ToString("#,0.#", CultureInfo.InvariantCulture) + " k"
        : value.ToString("0.####", CultureInfo.InvariantCulture);
}
