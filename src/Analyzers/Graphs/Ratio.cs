using System.Globalization;

namespace GradGuard.Analyzers.Graphs;

/// <summary>Ratios of gradient norms as messages write them.</summary>
internal static class Ratio
{
    /// <summary>A number given by its decimal logarithm: 0.25, 3e-7, 4e12.</summary>
    public static string Text(double log10) => log10 switch
    {
        double.NegativeInfinity => "0",
        double.PositiveInfinity or double.NaN => "?",
        < -300 => $"1e{Math.Floor(log10).ToString(CultureInfo.InvariantCulture)}",
        >= -2 and <= 4 => Math.Pow(10, log10).ToString(log10 < 0 ? "0.0##" : "0.#", CultureInfo.InvariantCulture),
        _ => Math.Pow(10, log10).ToString("0.#e-0", CultureInfo.InvariantCulture).Replace("e+", "e"),
    };
}
