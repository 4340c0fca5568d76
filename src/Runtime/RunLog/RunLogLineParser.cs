using System.Text.Json;
using GradGuard.Remedies;
using static GradGuard.RunLog.LineFields;

namespace GradGuard.RunLog;

/// <summary>Turns one line's JSON into an entry. Throws <see cref="FormatException"/> for what is no line of a run log.</summary>
internal static class RunLogLineParser
{
    /// <summary>The entry; null for a type that this version does not know, which a later one may have added.</summary>
    /// <exception cref="FormatException">It is not a line of a run log; the message says what is wrong with it.</exception>
    public static RunLogEntry? Parse(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return Parse(json.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException(exception.Message, exception);
        }
    }

    private static RunLogEntry? Parse(JsonElement line)
    {
        if (line.GetProperty("v").GetInt32() > RunLogFormat.Version)
            throw new FormatException($"version {line.GetProperty("v")} is later than this reader's {RunLogFormat.Version}; update GradGuard");

        return line.GetProperty("type").GetString() switch
        {
            RunLogFormat.Run => ParseRun(line),
            RunLogFormat.Step => new StepEntry(ParseStep(line)),
            RunLogFormat.Finding => new FindingEntry(ParseFinding(line)),
            RunLogFormat.End => new EndEntry(line.GetProperty("time").GetDateTimeOffset(), line.GetProperty("steps").GetInt64()) { Deep = DeepLines.Read(line) },
            _ => null,
        };
    }

    private static RunEntry ParseRun(JsonElement line)
    {
        if (line.GetProperty("layers").GetArrayLength() > RunLogFormat.MostLayers)
            throw new FormatException($"{line.GetProperty("layers").GetArrayLength()} layers, where a run has at most {RunLogFormat.MostLayers}");

        return new RunEntry(
            Text(line, "model"),
            line.GetProperty("time").GetDateTimeOffset(),
            line.GetProperty("sampleEvery").GetInt32(),
            line.TryGetProperty("layersDropped", out var dropped) ? dropped.GetInt32() : 0,
            [
                .. line.GetProperty("layers").EnumerateArray().Select(layer => new LayerRecord(
                    Text(layer, "path"), Text(layer, "type"), layer.GetProperty("elements").GetInt64(), layer.GetProperty("weight").GetBoolean())),
            ],
            line.TryGetProperty("modules", out var modules)
                ? [.. modules.EnumerateArray().Select(module => new ModuleRecord(Text(module, "path"), Text(module, "type")))]
                : []);
    }

    private static StepRecord ParseStep(JsonElement line) => new(
        line.GetProperty("step").GetInt64(),
        Number(line, "loss"),
        Number(line, "norm"),
        Number(line, "normPostClip"),
        Number(line, "flow"),
        line.TryGetProperty("missing", out var missing) ? missing.GetInt32() : 0,
        Numbers(line, "norms"),
        Numbers(line, "weightNorms"),
        Numbers(line, "updates"),
        line.TryGetProperty("nonfinite", out var counts) ? [.. counts.EnumerateArray().Select(count => count.GetInt64())] : [])
    {
        IsLossNonFinite = line.TryGetProperty("loss", out var loss) && loss.ValueKind == JsonValueKind.Null,
        ClipThreshold = Number(line, "threshold"),
        Elapsed = Number(line, "elapsed"),
        MonitorSeconds = Number(line, "monitor"),
        Activations = ActivationLines.Read(line),
        Deep = DeepLines.Read(line),
    };

    private static Finding ParseFinding(JsonElement line)
    {
        if (!SymptomNames.TryParse(Text(line, "symptom"), out Symptom symptom))
            throw new FormatException($"unknown symptom {line.GetProperty("symptom")}");

        if (!SymptomNames.TryParse(Text(line, "severity"), out Severity severity))
            throw new FormatException($"unknown severity {line.GetProperty("severity")}");

        var finding = new Finding
        {
            Symptom = symptom,
            Severity = severity,
            Layer = Text(line, "layer"),
            Step = line.GetProperty("step").GetInt64(),
            Message = Text(line, "message"),
            IsEnd = line.GetProperty("ended").GetBoolean(),
            Layers = [.. line.GetProperty("layers").EnumerateArray().Select(layer => layer.GetString() ?? "")],
            Evidence =
            [
                .. line.GetProperty("evidence").EnumerateArray().Select(evidence => new Evidence(
                    Text(evidence, "name"), Number(evidence, "value") ?? double.NaN, Number(evidence, "limit"))),
            ],
        };

        // A log is not to be trusted with links: remedies are taken from the toolkit, by what they say.
        var remedies = line.TryGetProperty("remedies", out var actions) ? RemedyToolkit.Named(actions.EnumerateArray().Select(action => action.GetString())) : [];
        return remedies.IsEmpty ? finding : finding with { Remedies = remedies };
    }
}
