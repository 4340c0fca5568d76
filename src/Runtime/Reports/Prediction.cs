using System.Collections.Immutable;
using System.Text.Json;

namespace GradGuard.Reports;

/// <summary>What <c>gradguard analyze --format json</c> predicts for one model.</summary>
/// <param name="ModelType">Type name of the model.</param>
/// <param name="Log10Ratio">log10 of the first over the last weight-gradient norm; null where it could not be predicted.</param>
/// <param name="Layers">The layers in order of execution.</param>
public sealed record Prediction(string ModelType, double? Log10Ratio, ImmutableArray<LayerPrediction> Layers)
{
    /// <summary>Reads the models of an analysis.</summary>
    /// <param name="path">A file written by <c>gradguard analyze PATH --format json</c>.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is not an analysis.</exception>
    public static ImmutableArray<Prediction> Load(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            return [.. json.RootElement.GetProperty("models").EnumerateArray().Select(Read)];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new InvalidDataException(
                $"{path} is not an analysis ({exception.Message}). Write one with: gradguard analyze PROJECT.csproj --format json > {Path.GetFileName(path)}", exception);
        }
    }

    /// <summary>The prediction for a model type, with or without its namespace; null when the analysis has none.</summary>
    public static Prediction? For(IEnumerable<Prediction> predictions, string modelType)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        return predictions.FirstOrDefault(prediction => prediction.ModelType == modelType || prediction.ModelType.EndsWith("." + modelType, StringComparison.Ordinal));
    }

    private static Prediction Read(JsonElement model) => new(
        model.GetProperty("type").GetString()!,
        Number(model, "log10Ratio"),
        model.TryGetProperty("layers", out var layers)
            ? [.. layers.EnumerateArray().Select(layer => new LayerPrediction(
                layer.GetProperty("path").GetString()!,
                layer.GetProperty("kind").GetString()!,
                Number(layer, "log10Norm")))]
            : []);

    private static double? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}

/// <summary>A predicted layer.</summary>
/// <param name="Path">Module path.</param>
/// <param name="Kind">Layer kind, for example <c>Linear</c>.</param>
/// <param name="Log10Norm">log10 of its weight-gradient norm relative to the last weight layer's; null for a layer without weights.</param>
public sealed record LayerPrediction(string Path, string Kind, double? Log10Norm);
