using System.Globalization;

namespace GradGuard.Reports.Html.Charts;

/// <summary>An axis of powers of ten.</summary>
internal sealed record LogAxis(string Title, double LowDecade, double HighDecade) : Axis(Title)
{
    private const int MostTicks = 7;

    // Below the smallest float there is nothing to tell apart.
    private const double LeastDecade = -45;

    /// <summary>The axis in whole decades that holds every positive one of <paramref name="values"/>, at least <paramref name="decades"/> wide.</summary>
    public static LogAxis Around(string title, IEnumerable<double> values, int decades = 2)
    {
        var logarithms = values.Where(value => value > 0 && double.IsFinite(value)).Select(Math.Log10).DefaultIfEmpty(0).ToList();
        var high = Math.Ceiling(logarithms.Max());
        var low = Math.Max(LeastDecade, Math.Floor(logarithms.Min()));
        for (; high - low < decades; high += high - low < decades ? 1 : 0)
            low--;

        return new LogAxis(title, low, high);
    }

    public override IReadOnlyList<Tick> Ticks
    {
        get
        {
            var unit = (int)Math.Ceiling((HighDecade - LowDecade) / MostTicks);
            var first = (int)Math.Ceiling(LowDecade / unit);
            var count = (int)Math.Floor(HighDecade / unit) - first + 1;
            return [.. Enumerable.Range(first, count).Select(i => new Tick(Position(Math.Pow(10, i * unit)), Label(i * unit), IsMinor: false))];
        }
    }

    public override double Position(double value) => value > 0 ? Math.Clamp((Math.Log10(value) - LowDecade) / (HighDecade - LowDecade), 0, 1) : 0;

    private static string Label(int decade) => decade switch
    {
        0 => "1",
        1 => "10",
        2 => "100",
        -1 => "0.1",
        -2 => "0.01",
        _ => "10" + Superscript(decade),
    };

    private static string Superscript(int number) => string.Concat(number.ToString(CultureInfo.InvariantCulture).Select(digit => digit switch
    {
        '-' => '⁻',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        _ => (char)('⁰' + (digit - '0')),
    }));
}
