using System.Globalization;

namespace GradGuard.Reports.Html;

/// <summary>How numbers are written on the page.</summary>
internal static class Figures
{
    public const string None = "–";

    private const int LongestName = 80;

    /// <summary>A norm or a ratio: plain where it is near one, else with a power of ten.</summary>
    public static string Norm(double? value) => value switch
    {
        null => None,
        double.NaN => "not finite",
        0 => "0",
        >= 0.01 and < 10_000 => value.Value.ToString("0.###", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("0.0e+0", CultureInfo.InvariantCulture).Replace("e+", "e", StringComparison.Ordinal).Replace('-', '−'),
    };

    /// <summary>A number of samples, which nobody needs to a fraction where there are many.</summary>
    public static string Samples(double? value) => value is >= 10 and < 1e15 ? Count((long)Math.Round(value.Value)) : Norm(value);

    /// <summary>A number of either sign, as <see cref="Norm"/> writes its magnitude.</summary>
    public static string Signed(double? value) => value < 0 ? "−" + Norm(-value) : Norm(value);

    /// <summary>A count with thousands apart.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A share, 0 to 1, as a percentage.</summary>
    public static string Percent(double? share) => share is null ? None : share.Value.ToString(share is > 0 and < 0.1 ? "0.0 %" : "0 %", CultureInfo.InvariantCulture).Replace(" %", " %", StringComparison.Ordinal);

    /// <summary>A span of time in the unit that suits it.</summary>
    public static string Duration(double seconds) => seconds switch
    {
        < 1e-3 => (seconds * 1e6).ToString("0.# µs", CultureInfo.InvariantCulture),
        < 1 => (seconds * 1e3).ToString("0.## ms", CultureInfo.InvariantCulture),
        < 120 => seconds.ToString("0.# s", CultureInfo.InvariantCulture),
        < 7200 => (seconds / 60).ToString("0.# min", CultureInfo.InvariantCulture),
        _ => (seconds / 3600).ToString("0.# h", CultureInfo.InvariantCulture),
    };

    /// <summary>A difference in decades, with its sign.</summary>
    public static string Decades(double? value) =>
        value is { } number ? number.ToString("+0.00;−0.00;0.00", CultureInfo.InvariantCulture) : None;

    /// <summary>A layer's or model's name at a length that no hostile one can exceed.</summary>
    public static string Name(string name) => Short(name, LongestName);

    /// <summary>A path that keeps its end, which tells layers apart.</summary>
    public static string Short(string path, int length) => path.Length <= length ? path : "…" + path[^(length - 1)..];
}
