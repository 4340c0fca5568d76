using System.Globalization;
using System.Text;

namespace GradGuard.Dashboard.Tests.Metrics;

/// <summary>One line of the text exposition format 0.0.4, read as the format's own page says.</summary>
/// <param name="Series">The name with its labels as they were written, which PromQL reads too.</param>
/// <param name="Labels">The labels, unescaped.</param>
/// <param name="Value">The value.</param>
internal sealed record Sample(string Series, IReadOnlyDictionary<string, string> Labels, double Value)
{
    public static Sample Parse(string line)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        var at = line.IndexOfAny(['{', ' ']);
        for (var more = line[at] == '{'; more; more = line[at] == ',')
        {
            var equals = line.IndexOf('=', at);
            var value = new StringBuilder();
            var end = equals + 2;
            for (; line[end] != '"'; end++)
                value.Append(line[end] != '\\' ? line[end] : line[++end] == 'n' ? '\n' : line[end]);
            labels.Add(line[(at + 1)..equals], value.ToString());
            at = end + 1;
        }

        var series = line[at] == '}' ? line[..++at] : line[..at];
        return new Sample(series, labels, Number(line[(at + 1)..]));
    }

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };
}
