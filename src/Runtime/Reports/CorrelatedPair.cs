using GradGuard.Deep;

namespace GradGuard.Reports;

/// <summary>Two layers whose gradient norms vary together.</summary>
/// <param name="First">Path of one.</param>
/// <param name="Second">Path of the other.</param>
/// <param name="Correlation">Of their log10 norms, -1 to 1.</param>
internal readonly record struct CorrelatedPair(string First, string Second, double Correlation)
{
    /// <summary>The two layers of the largest correlation; null where no two vary.</summary>
    public static CorrelatedPair? StrongestOf(LayerCovariance covariance)
    {
        CorrelatedPair? strongest = null;
        for (var first = 0; first < covariance.Paths.Length; first++)
            if (StrongestOf(covariance, first) is { } pair && !(pair.Correlation <= strongest?.Correlation))
                strongest = pair;

        return strongest;
    }

    /// <summary>A layer and the other one that it varies most with; null where there is none.</summary>
    public static CorrelatedPair? StrongestOf(LayerCovariance covariance, int layer)
    {
        CorrelatedPair? strongest = null;
        for (var other = 0; other < covariance.Paths.Length; other++)
            if (other != layer && covariance.Correlation(layer, other) is var correlation && double.IsFinite(correlation) && !(correlation <= strongest?.Correlation))
                strongest = new(covariance.Paths[layer], covariance.Paths[other], correlation);

        return strongest;
    }
}
