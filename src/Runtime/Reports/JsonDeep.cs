using System.Text.Json;
using GradGuard.Deep;

namespace GradGuard.Reports;

/// <summary>What was measured on demand, as a part of the JSON report.</summary>
internal static class JsonDeep
{
    public static void Write(Utf8JsonWriter json, DeepSummary deep)
    {
        json.WriteStartObject("deep");
        json.WriteStartArray("noise");
        foreach (var noise in deep.Noise)
            Write(json, noise);

        json.WriteEndArray();
        json.WriteStartArray("noiseLayers");
        foreach (var layer in deep.Noise is [.., var latest] ? latest.Value.Layers : [])
        {
            json.WriteStartObject();
            json.WriteString("path", layer.Path);
            JsonReport.WriteNumber(json, "norm", layer.MeanNorm);
            JsonReport.WriteNumber(json, "cosine", layer.Cosine);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("hessian");
        foreach (var curvature in deep.Curvature)
            Write(json, curvature);

        json.WriteEndArray();
        if (deep.Covariance is { } covariance)
            Write(json, covariance);
        else
            json.WriteNull("covariance");

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, AtStep<NoiseScale> noise)
    {
        json.WriteStartObject();
        json.WriteNumber("step", noise.Step);
        JsonReport.WriteNumber(json, "scale", noise.Value.Simple);
        JsonReport.WriteNumber(json, "gradientSquared", noise.Value.GradientSquared);
        JsonReport.WriteNumber(json, "noiseTrace", noise.Value.NoiseTrace);
        json.WriteNumber("microBatches", noise.Value.MicroBatches);
        json.WriteNumber("samples", noise.Value.SamplesPerMicroBatch);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, AtStep<HessianEigenvalue> curvature)
    {
        json.WriteStartObject();
        json.WriteNumber("step", curvature.Step);
        JsonReport.WriteNumber(json, "top", curvature.Value.Value);
        JsonReport.WriteNumber(json, "largestMagnitude", curvature.Value.LargestMagnitude);
        json.WriteNumber("iterations", curvature.Value.Iterations);
        json.WriteBoolean("converged", curvature.Value.Converged);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, AtStep<LayerCovariance> covariance)
    {
        json.WriteStartObject("covariance");
        json.WriteNumber("step", covariance.Step);
        json.WriteNumber("observations", covariance.Value.Observations);
        json.WriteStartArray("layers");
        foreach (var path in covariance.Value.Paths)
            json.WriteStringValue(path);

        json.WriteEndArray();
        json.WriteStartArray("values");
        for (var first = 0; first < covariance.Value.Paths.Length; first++)
        {
            json.WriteStartArray();
            for (var second = 0; second < covariance.Value.Paths.Length; second++)
                JsonReport.WriteNumber(json, covariance.Value[first, second]);

            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
