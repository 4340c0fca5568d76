using System.Text.Json;

namespace GradGuard.Reports;

/// <summary>The report as JSON. The format is fixed: <c>docs/reports.md</c> describes it, and the analyzers read it.</summary>
internal static class JsonReport
{
    public const int Version = 1;

    public static void Write(GradientReport report, Stream output)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("type", "report");
        json.WriteNumber("v", Version);
        json.WriteString("model", report.Run.Model);
        json.WriteString("modelType", report.Run.ModelType);
        json.WriteString("started", report.Run.Started);
        json.WriteNumber("steps", report.Steps);
        json.WriteNumber("sampledSteps", report.SampledSteps);
        json.WriteNumber("lastStep", report.History.Last.Step);
        json.WriteBoolean("complete", report.IsComplete);
        json.WriteNumber("layersDropped", report.Run.LayersDropped);
        json.WriteStartArray("modules");
        foreach (var module in report.Run.Modules)
        {
            json.WriteStartObject();
            json.WriteString("path", module.Path);
            json.WriteString("type", module.Type);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("layers");
        foreach (var layer in report.Layers)
            Write(json, layer);

        json.WriteEndArray();
        json.WriteStartArray("activations");
        foreach (var activation in report.Activations)
            Write(json, activation);

        json.WriteEndArray();
        JsonDeep.Write(json, report.Deep);
        json.WriteStartArray("findings");
        foreach (var found in report.Findings)
            Write(json, found);

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        output.WriteByte((byte)'\n');
    }

    private static void Write(Utf8JsonWriter json, LayerSummary layer)
    {
        json.WriteStartObject();
        json.WriteString("path", layer.Path);
        json.WriteString("type", layer.ModuleType);
        json.WriteNumber("elements", layer.ElementCount);
        json.WriteBoolean("weight", layer.HasWeight);
        WriteNumber(json, "firstNorm", layer.FirstNorm);
        WriteNumber(json, "medianNorm", layer.MedianNorm);
        WriteNumber(json, "lastNorm", layer.LastNorm);
        WriteNumber(json, "ratioToLast", layer.RatioToLast);
        WriteNumber(json, "updateRatio", layer.UpdateRatio);
        json.WriteNumber("nonFinite", layer.NonFiniteCount);
        json.WriteStartArray("findings");
        foreach (var index in layer.Findings)
            json.WriteNumberValue(index);

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ActivationSummary activation)
    {
        json.WriteStartObject();
        json.WriteString("path", activation.Path);
        json.WriteString("type", activation.ModuleType);
        json.WriteNumber("step", activation.Step);
        WriteNumber(json, "mean", activation.Mean);
        WriteNumber(json, "deviation", activation.Deviation);
        WriteNumber(json, "nearZero", activation.NearZeroShare);
        WriteNumber(json, "saturated", activation.SaturatedShare);
        WriteNumber(json, "largestSaturated", activation.LargestSaturatedShare);
        WriteNumber(json, "dead", activation.DeadShare);
        WriteNumber(json, "largestDead", activation.LargestDeadShare);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ReportFinding found)
    {
        var finding = found.Finding;
        json.WriteStartObject();
        json.WriteString("symptom", finding.Symptom.Name());
        json.WriteString("severity", finding.Severity.Name());
        json.WriteString("layer", finding.Layer);
        json.WriteNumber("step", finding.Step);
        WriteNumber(json, "endStep", found.EndStep);
        json.WriteString("message", finding.Message);
        json.WriteStartArray("layers");
        foreach (var layer in finding.Layers)
            json.WriteStringValue(layer);

        json.WriteEndArray();
        json.WriteStartArray("evidence");
        foreach (var evidence in finding.Evidence)
        {
            json.WriteStartObject();
            json.WriteString("name", evidence.Name);
            WriteNumber(json, "value", evidence.Value);
            WriteNumber(json, "limit", evidence.Limit);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("remedies");
        foreach (var remedy in finding.Remedies)
        {
            json.WriteStartObject();
            json.WriteString("action", remedy.Action);
            json.WriteString("link", remedy.Link);
            json.WriteString("rule", remedy.RuleId);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("link", finding.Link);
        json.WriteEndObject();
    }

    /// <summary>Writes a number as a property; null where there is none, or it is not finite.</summary>
    public static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        json.WritePropertyName(name);
        WriteNumber(json, value);
    }

    /// <summary>Writes a number; null where there is none, or it is not finite.</summary>
    public static void WriteNumber(Utf8JsonWriter json, double? value)
    {
        if (value is { } number && double.IsFinite(number))
            json.WriteNumberValue(number);
        else
            json.WriteNullValue();
    }
}
