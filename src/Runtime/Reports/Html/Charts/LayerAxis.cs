using System.Globalization;

namespace GradGuard.Reports.Html.Charts;

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
