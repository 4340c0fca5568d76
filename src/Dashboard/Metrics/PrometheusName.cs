using System.Text;

namespace GradGuard.Dashboard.Metrics;

/// <summary>
/// Names as Prometheus' own OTLP receiver makes them (OpenTelemetry specification, "Prometheus and OpenMetrics compatibility"), so that a
/// series has one name whether it was scraped or pushed.
/// </summary>
internal static class PrometheusName
{
    /// <summary>A metric family: invalid characters become underscores, the unit is appended where the name does not end in it already.</summary>
    /// <param name="name">"gradguard.monitor.duration".</param>
    /// <param name="unit">"s", "1", or in braces what is counted, which no name tells.</param>
    public static string Family(string name, string? unit)
    {
        var family = Clean(name);
        return UnitWord(unit) is { } word && !family.EndsWith("_" + word, StringComparison.Ordinal) ? $"{family}_{word}" : family;
    }

    /// <summary>The unit as the end of a name: "seconds", "ratio"; null where it has none.</summary>
    public static string? UnitWord(string? unit) => unit switch
    {
        null or "" => null,
        "s" => "seconds",
        "ms" => "milliseconds",
        "By" => "bytes",
        "1" => "ratio",
        _ when unit[0] == '{' => null,
        _ => Clean(unit),
    };

    /// <summary>A label: letters, digits and underscores; one that begins with a digit is prefixed.</summary>
    public static string Label(string name)
    {
        var clean = Clean(name);
        return clean.Length == 0 || char.IsAsciiDigit(clean[0]) ? "key_" + clean : clean;
    }

    private static string Clean(string name)
    {
        var clean = new StringBuilder(name.Length);
        foreach (var c in name)
            if (char.IsAsciiLetterOrDigit(c))
                clean.Append(c);
            else if (clean.Length == 0 || clean[^1] != '_')
                clean.Append('_');

        return clean.ToString();
    }
}
