using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using GradGuard.Layers;

namespace GradGuard.Reports;

/// <summary>A layer's predicted beside its measured weight-gradient norm, both as log10 relative to the last weight layer.</summary>
/// <param name="Path">Module path.</param>
/// <param name="Kind">Layer kind.</param>
/// <param name="Predicted">Predicted log10.</param>
/// <param name="Measured">Measured log10, the mean over the first sampled steps; null where it was not measured.</param>
public sealed record ComparedLayer(string Path, string Kind, double? Predicted, double? Measured)
{
    /// <summary>Measured less predicted, in decades.</summary>
    public double? Difference => Measured - Predicted;
}

/// <summary>The compile-time prediction held against the measurement, layer by layer.</summary>
/// <param name="Layers">The predicted weight layers in order of execution.</param>
public sealed record PredictionComparison(ImmutableArray<ComparedLayer> Layers)
{
    /// <summary>The largest difference in decades; null where nothing could be compared.</summary>
    public double? LargestDifference => Layers.Max(layer => layer.Difference is { } difference ? Math.Abs(difference) : (double?)null);

    /// <summary>Pairs layers by path; where no path agrees but the number of layers does, by order.</summary>
    /// <param name="prediction">What the analyzer predicted.</param>
    /// <param name="measured">log10 of each weight layer's gradient norm, on any common scale, in order of execution.</param>
    public static PredictionComparison Create(Prediction prediction, IReadOnlyList<MeasuredLayer> measured)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(measured);
        var predicted = prediction.Layers.Where(layer => layer.Log10Norm is not null).ToList();
        var last = measured.Count == 0 ? null : measured[^1].Log10Norm;
        var byPath = new Dictionary<string, double?>();
        foreach (var layer in measured)
            byPath.TryAdd(ParameterPath.WithoutBackingFields(layer.Path), layer.Log10Norm - last);

        var byOrder = predicted.Count == measured.Count && !predicted.Any(layer => byPath.ContainsKey(layer.Path));
        return new PredictionComparison(
        [
            .. predicted.Select((layer, i) => new ComparedLayer(
                layer.Path,
                layer.Kind,
                layer.Log10Norm,
                byOrder ? measured[i].Log10Norm - last : byPath.GetValueOrDefault(layer.Path))),
        ]);
    }

    /// <summary>The comparison as a plain text table.</summary>
    public string Render()
    {
        var nameWidth = Layers.Select(layer => layer.Path.Length).Append("layer".Length).Max();
        var kindWidth = Layers.Select(layer => layer.Kind.Length).Append("kind".Length).Max();
        var text = new StringBuilder();
        text.Append("layer".PadRight(nameWidth)).Append("  ").Append("kind".PadRight(kindWidth)).Append("  predicted  measured  difference\n");
        foreach (var layer in Layers)
            text.Append(layer.Path.PadRight(nameWidth)).Append("  ").Append(layer.Kind.PadRight(kindWidth))
                .Append("  ").Append(Format(layer.Predicted, 9)).Append("  ").Append(Format(layer.Measured, 8)).Append("  ").Append(Format(layer.Difference, 10))
                .Append('\n');

        return text.Append("log10 of the weight gradient's norm relative to the last weight layer\n").ToString();
    }

    private static string Format(double? value, int width) =>
        (value is { } number ? number.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture) : "-").PadLeft(width);
}

/// <summary>A measured weight layer.</summary>
/// <param name="Path">Module path.</param>
/// <param name="Log10Norm">log10 of its weight-gradient norm; null where it has no gradient.</param>
public sealed record MeasuredLayer(string Path, double? Log10Norm);
