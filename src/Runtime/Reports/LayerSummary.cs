using System.Collections.Immutable;

namespace GradGuard.Reports;

/// <summary>What a run did to one layer. Norms are Euclidean norms of its gradient before clipping.</summary>
/// <param name="Path">Module path.</param>
/// <param name="ModuleType">Module type.</param>
/// <param name="ElementCount">Elements of its parameters.</param>
/// <param name="HasWeight">Whether it has a weight matrix or kernel.</param>
/// <param name="FirstNorm">Norm at the first measured step; null where it was not finite or not measured, here and below.</param>
/// <param name="MedianNorm">Median norm over an even sample of at most 256 measured steps.</param>
/// <param name="LastNorm">Norm at the latest measured step.</param>
/// <param name="RatioToLast">Its median norm over that of the last weight layer.</param>
/// <param name="UpdateRatio">Median of ‖Δw‖ / ‖w‖ a step.</param>
/// <param name="NonFiniteCount">Gradient elements that were NaN or infinite, over the run.</param>
/// <param name="Findings">Indices into <see cref="GradientReport.Findings"/> of those that concern it.</param>
public sealed record LayerSummary(
    string Path,
    string ModuleType,
    long ElementCount,
    bool HasWeight,
    double? FirstNorm,
    double? MedianNorm,
    double? LastNorm,
    double? RatioToLast,
    double? UpdateRatio,
    long NonFiniteCount,
    ImmutableArray<int> Findings);
