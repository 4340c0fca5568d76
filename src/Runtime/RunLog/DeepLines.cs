using System.Text.Json;
using GradGuard.Deep;

namespace GradGuard.RunLog;

/// <summary>The part of a line that tells what was measured on demand since the line before.</summary>
internal static class DeepLines
{
    private const string Field = "deep";

    public static void Write(Utf8JsonWriter json, DeepMeasurement deep)
    {
        json.WriteStartObject(Field);
        json.WriteNumber("step", deep.Step);
        if (deep.Noise is { } noise)
            Write(json, noise);

        if (deep.Curvature is { } curvature)
        {
            json.WriteStartObject("hessian");
            LineFields.WriteNumber(json, "top", curvature.Value);
            LineFields.WriteNumber(json, "largestMagnitude", curvature.LargestMagnitude);
            json.WriteNumber("iterations", curvature.Iterations);
            json.WriteBoolean("converged", curvature.Converged);
            json.WriteEndObject();
        }

        if (deep.Covariance is { } covariance)
            CovarianceLines.Write(json, covariance);

        json.WriteEndObject();
    }

    /// <summary>What a line tells; null where it tells nothing.</summary>
    /// <exception cref="FormatException">It is not what a guard measures.</exception>
    public static DeepMeasurement? Read(JsonElement line) => line.TryGetProperty(Field, out var deep)
        ? new DeepMeasurement(
            deep.GetProperty("step").GetInt64(),
            deep.TryGetProperty("noise", out var noise) ? ReadNoise(noise) : null,
            deep.TryGetProperty("hessian", out var hessian)
                ? new HessianEigenvalue(Number(hessian, "top"), Number(hessian, "largestMagnitude"), hessian.GetProperty("iterations").GetInt32(), hessian.GetProperty("converged").GetBoolean())
                : null,
            CovarianceLines.Read(deep))
        : null;

    private static void Write(Utf8JsonWriter json, NoiseScale noise)
    {
        json.WriteStartObject("noise");
        LineFields.WriteNumber(json, "scale", noise.Simple ?? double.NaN);
        json.WriteNumber("microBatches", noise.MicroBatches);
        json.WriteNumber("samples", noise.SamplesPerMicroBatch);
        LineFields.WriteNumber(json, "gradientSquared", noise.GradientSquared);
        LineFields.WriteNumber(json, "noiseTrace", noise.NoiseTrace);
        LineFields.WriteNumber(json, "meanNorm", noise.MeanNorm);
        json.WriteStartArray("layers");
        foreach (var layer in noise.Layers)
        {
            json.WriteStartObject();
            json.WriteString("path", layer.Path);
            LineFields.WriteNumber(json, "norm", layer.MeanNorm);
            LineFields.WriteNumber(json, "cosine", layer.Cosine ?? double.NaN);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        CovarianceLines.Write(json, noise.Covariance);
        json.WriteEndObject();
    }

    private static NoiseScale ReadNoise(JsonElement noise)
    {
        var layers = noise.GetProperty("layers");
        if (layers.GetArrayLength() > RunLogFormat.MostLayers)
            throw new FormatException($"{layers.GetArrayLength()} layers, where a run has at most {RunLogFormat.MostLayers}");

        return new NoiseScale(
            noise.GetProperty("microBatches").GetInt32(),
            noise.GetProperty("samples").GetInt64(),
            Number(noise, "gradientSquared"),
            Number(noise, "noiseTrace"),
            Number(noise, "meanNorm"),
            [.. layers.EnumerateArray().Select(layer => new LayerNoise(LineFields.Text(layer, "path"), Number(layer, "norm"), LineFields.Number(layer, "cosine")))],
            CovarianceLines.Read(noise) ?? LayerCovariance.None);
    }

    private static double Number(JsonElement line, string name) => LineFields.Number(line, name) ?? double.NaN;
}
