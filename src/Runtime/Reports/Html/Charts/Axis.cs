using System.Globalization;

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

/// <summary>Where values stand along one side of a chart.</summary>
internal abstract record Axis(string Title)
{
    public abstract IReadOnlyList<Tick> Ticks { get; }

    /// <summary>From 0 at the low end to 1; what lies outside stands at the end.</summary>
    public abstract double Position(double value);

    // 1, 2 and 5 times a power of ten.
    protected static double NiceUnit(double least)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return power * ((least / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 });
    }
}

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

/// <summary>An axis with a place for each layer, in order of execution.</summary>
internal sealed record LayerAxis(string Title, int Count) : Axis(Title)
{
    private const int MostTicks = 13;

    public override IReadOnlyList<Tick> Ticks
    {
        get
        {
            var unit = Math.Max(1, (int)NiceUnit(Count / (double)MostTicks));
            var numbers = Enumerable.Range(1, Count / unit).Select(i => i * unit);
            if (unit > 2)
                numbers = numbers.Prepend(1);

            return [.. numbers.Select((number, i) => new Tick(Position(number - 1), number.ToString(CultureInfo.InvariantCulture), i % 2 == 1))];
        }
    }

    /// <summary>The middle of the layer's place; <paramref name="value"/> counts from 0.</summary>
    public override double Position(double value) => (value + 0.5) / Count;
}
