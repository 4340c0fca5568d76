using System.Globalization;
using System.Text;

namespace GradGuard.Reports;

/// <summary>The layers as a plain text table: name, type, gradient norm, ratio to the last weight layer and a bar on a log axis.</summary>
public static class LayerTable
{
    private const int BarWidth = 30;
    private const int LongestName = 48;

    /// <summary>Renders the table, without control characters, each line ended by a line feed.</summary>
    /// <param name="rows">The layers in the order to show them.</param>
    /// <param name="bar">What bars are made of.</param>
    public static string Render(IReadOnlyList<LayerRow> rows, char bar = '█')
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0)
            return "no layers measured yet\n";

        var scale = LogScale.Around(rows.Select(row => row.Norm));
        var names = rows.Select(row => Shorten(PlainText.Of(row.Path))).ToList();
        var types = rows.Select(row => PlainText.Of(row.ModuleType)).ToList();
        var nameWidth = Math.Max("layer".Length, names.Max(name => name.Length));
        var typeWidth = Math.Max("type".Length, types.Max(type => type.Length));
        var text = new StringBuilder();
        text.Append("layer".PadRight(nameWidth)).Append("  ").Append("type".PadRight(typeWidth))
            .Append("       norm     / last  1e").Append(scale.LowestDecade).Append(" to 1e").Append(scale.HighestDecade).Append('\n');
        for (var i = 0; i < rows.Count; i++)
        {
            var length = (int)Math.Round(scale.Position(rows[i].Norm) * BarWidth);
            text.Append(names[i].PadRight(nameWidth)).Append("  ").Append(types[i].PadRight(typeWidth))
                .Append("  ").Append(Format(rows[i].Norm)).Append("  ").Append(Format(rows[i].RatioToLast))
                .Append("  ").Append(bar, length).Append('\n');
        }

        return text.ToString();
    }

    // The end of a path tells layers apart, its beginning is the same for all.
    private static string Shorten(string path) => path.Length <= LongestName ? path : ".." + path[^(LongestName - 2)..];

    private static string Format(double? value) =>
        (value is { } number ? number.ToString("0.00e+00", CultureInfo.InvariantCulture) : "-").PadLeft(9);
}
