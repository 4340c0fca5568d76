using GradGuard.Prediction.Accuracy;

namespace GradGuard.Prediction.Reporting;

/// <summary>The rows that the terminal and the page have in common.</summary>
internal static class AccuracyTable
{
    public static IReadOnlyList<string> Heads { get; } = ["model", "features", "traced", "predicted", "measured", "error", "worst layer", "error"];

    public static IReadOnlyList<string> Row(ModelAccuracy model) =>
    [
        model.Example.Name + (model.Example.IsHeldOut ? " *" : ""),
        model.Example.Features,
        model.IsTraced ? "yes" : string.Join("; ", model.Faults),
        Figures.Signed(model.First?.Predicted),
        Figures.Signed(model.First?.Measured),
        Figures.Error(model.RatioError),
        model.Worst?.Path ?? "",
        Figures.Error(model.Worst?.Error),
    ];

    public static IReadOnlyList<string> SummaryHeads { get; } = ["", "models", "traced in full", "median", "95 %", "largest", "layers", "median", "95 %", "largest"];

    public static IReadOnlyList<string> SummaryRow(ZooAccuracy part) =>
    [
        part.Name,
        $"{part.Models.Count}",
        Figures.Share(part.TracedCount, part.Models.Count),
        Figures.Error(part.Ratios.Median),
        Figures.Error(part.Ratios.Percentile95),
        Figures.Error(part.Ratios.Largest),
        $"{part.Layers.Count}",
        Figures.Error(part.Layers.Median),
        Figures.Error(part.Layers.Percentile95),
        Figures.Error(part.Layers.Largest),
    ];

    public static IReadOnlyList<string> TargetRow { get; } =
    [
        "target", "", "95 %",
        Figures.Error(Targets.Ratio.Median), Figures.Error(Targets.Ratio.Most), Figures.Error(Targets.Ratio.All), "",
        Figures.Error(Targets.Layer.Median), Figures.Error(Targets.Layer.Most), Figures.Error(Targets.Layer.All),
    ];
}
