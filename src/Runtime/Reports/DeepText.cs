using System.Globalization;
using System.Text;

namespace GradGuard.Reports;

/// <summary>What was measured on demand, in a few lines for a terminal.</summary>
internal static class DeepText
{
    public static void Append(StringBuilder text, GradientReport report)
    {
        var deep = report.Deep;
        if (deep.IsEmpty)
            return;

        text.Append("\nMeasured on demand\n");
        if (deep.Noise is [.., var noise])
            Append(text, noise.Step, $"{noise.Value}{Others(deep.Noise.Length)}");

        if (deep.Curvature is [.., var curvature])
            Append(text, curvature.Step, $"{curvature.Value}{Others(deep.Curvature.Length)}");

        if (deep.Covariance is { } covariance && CorrelatedPair.StrongestOf(covariance.Value) is { } pair)
            Append(text, covariance.Step, PlainText.Of(string.Create(CultureInfo.InvariantCulture, $"norms that vary together most over {covariance.Value.Observations} steps: {pair.First} and {pair.Second}, correlation {pair.Correlation:0.00}")));
    }

    private static void Append(StringBuilder text, long step, string line) => text.Append(CultureInfo.InvariantCulture, $"after step {step}: {line}\n");

    private static string Others(int count) => count < 2 ? "" : string.Create(CultureInfo.InvariantCulture, $" (the latest of {count} measurements)");
}
