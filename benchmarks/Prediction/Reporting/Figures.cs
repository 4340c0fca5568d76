using System.Globalization;

namespace GradGuard.Prediction.Reporting;

/// <summary>How figures are written.</summary>
internal static class Figures
{
    /// <summary>A signed log10; -∞ for a gradient of zero, ? where nothing is known.</summary>
    public static string Signed(double? value) => value switch
    {
        null => "",
        double.NaN => "?",
        double.NegativeInfinity => "-∞",
        _ => value.Value.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture),
    };

    /// <summary>A difference in decades.</summary>
    public static string Error(double? value) => value switch
    {
        null => "",
        double.PositiveInfinity => "∞",
        _ => value.Value.ToString("0.00", CultureInfo.InvariantCulture),
    };

    public static string Share(int part, int whole) => whole == 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"{part} of {whole} ({100.0 * part / whole:0} %)");
}
