using System.Collections.Immutable;
using System.Text.Json;
using GradGuard.Deep;

namespace GradGuard.RunLog;

/// <summary>Covariances of layers as a field: the lower triangle, row by row, since the rest is the same.</summary>
internal static class CovarianceLines
{
    private const string Field = "covariance";

    public static void Write(Utf8JsonWriter json, LayerCovariance covariance)
    {
        json.WriteStartObject(Field);
        json.WriteNumber("observations", covariance.Observations);
        json.WriteStartArray("layers");
        foreach (var path in covariance.Paths)
            json.WriteStringValue(path);

        json.WriteEndArray();
        json.WriteStartArray("values");
        for (var first = 0; first < covariance.Paths.Length; first++)
            for (var second = 0; second <= first; second++)
                LineFields.WriteNumber(json, covariance[first, second]);

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The covariances in an object; null where it has none.</summary>
    /// <exception cref="FormatException">Its numbers are not those of its layers.</exception>
    public static LayerCovariance? Read(JsonElement parent)
    {
        if (!parent.TryGetProperty(Field, out var covariance))
            return null;

        var layers = covariance.GetProperty("layers");
        var count = layers.GetArrayLength();
        if (count > DeepMeasurement.MostLayers)
            throw new FormatException($"covariance of {count} layers, where a log keeps at most {DeepMeasurement.MostLayers}");

        var values = LineFields.Numbers(covariance, "values");
        if (values.Length != count * (count + 1) / 2)
            throw new FormatException($"{values.Length} covariances, where {count} layers have {count * (count + 1) / 2}");

        var paths = layers.EnumerateArray().Select(layer => layer.GetString() ?? throw new FormatException("a layer is null")).ToImmutableArray();
        return LayerCovariance.Of(paths, covariance.GetProperty("observations").GetInt32(), [.. values.Select(value => value ?? double.NaN)]);
    }
}
