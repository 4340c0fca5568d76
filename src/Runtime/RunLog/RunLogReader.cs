using System.Collections.Immutable;
using System.Text.Json;

namespace GradGuard.RunLog;

/// <summary>Reads run logs, those of killed processes included.</summary>
public static class RunLogReader
{
    /// <summary>Reads a whole log. A last line that was cut off is left out, and <see cref="RunRecord.IsComplete"/> is false.</summary>
    /// <param name="path">A <c>*.gradguard.jsonl</c> file; it may still be written to.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is not a run log, or of a later version; the message names the line.</exception>
    public static RunRecord Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        return Read(reader, path);
    }

    /// <summary>Reads a whole log.</summary>
    /// <param name="reader">Its text.</param>
    /// <param name="name">What to call it in error messages.</param>
    /// <exception cref="InvalidDataException">It is not a run log, or of a later version; the message names the line.</exception>
    public static RunRecord Read(TextReader reader, string name)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var run = new RunBuilder();
        var number = 0;
        for (var line = reader.ReadLine(); line is not null;)
        {
            number++;
            var next = reader.ReadLine();
            try
            {
                using var json = JsonDocument.Parse(line);
                run.Add(json.RootElement);
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
            {
                if (next is not null || number == 1)
                    throw new InvalidDataException(
                        $"{name}, line {number}: not a line of a run log ({exception.Message}). Expected the *.gradguard.jsonl file that GradientGuardOptions.RunLogPath names.", exception);
            }

            line = next;
        }

        return run.Build() ?? throw new InvalidDataException($"{name}: no run in it; the run log of a guard begins with a line of type \"run\".");
    }

    private sealed class RunBuilder
    {
        private readonly ImmutableArray<StepRecord>.Builder _steps = ImmutableArray.CreateBuilder<StepRecord>();
        private readonly ImmutableArray<Finding>.Builder _findings = ImmutableArray.CreateBuilder<Finding>();
        private RunRecord? _run;
        private bool _ended;

        public void Add(JsonElement line)
        {
            if (line.GetProperty("v").GetInt32() > RunLogFormat.Version)
                throw new FormatException($"version {line.GetProperty("v")} is later than this reader's {RunLogFormat.Version}");

            switch (line.GetProperty("type").GetString())
            {
                case RunLogFormat.Run:
                    var opened = ReadRun(line);
                    _run = opened with { Started = _run?.Started ?? opened.Started };
                    break;
                case RunLogFormat.Step:
                    _steps.Add(ReadStep(line));
                    break;
                case RunLogFormat.Finding:
                    _findings.Add(ReadFinding(line));
                    break;
                case RunLogFormat.End:
                    _ended = true;
                    break;
            }
        }

        public RunRecord? Build() =>
            _run is null ? null : _run with { Steps = _steps.ToImmutable(), Findings = _findings.ToImmutable(), IsComplete = _ended };
    }

    private static RunRecord ReadRun(JsonElement line) => new(
        line.GetProperty("model").GetString()!,
        line.GetProperty("time").GetDateTimeOffset(),
        line.GetProperty("sampleEvery").GetInt32(),
        [
            .. line.GetProperty("layers").EnumerateArray().Select(layer => new LayerRecord(
                layer.GetProperty("path").GetString()!,
                layer.GetProperty("type").GetString()!,
                layer.GetProperty("elements").GetInt64(),
                layer.GetProperty("weight").GetBoolean())),
        ],
        [],
        [],
        IsComplete: false);

    private static StepRecord ReadStep(JsonElement line) => new(
        line.GetProperty("step").GetInt64(),
        Number(line, "loss"),
        Number(line, "norm"),
        Number(line, "normPostClip"),
        Number(line, "flow"),
        line.TryGetProperty("missing", out var missing) ? missing.GetInt32() : 0,
        Numbers(line, "norms"),
        Numbers(line, "weightNorms"),
        Numbers(line, "updates"),
        line.TryGetProperty("nonfinite", out var counts) ? [.. counts.EnumerateArray().Select(count => count.GetInt64())] : []);

    private static Finding ReadFinding(JsonElement line)
    {
        if (!SymptomNames.TryParse(line.GetProperty("symptom").GetString()!, out Symptom symptom))
            throw new FormatException($"unknown symptom {line.GetProperty("symptom")}");

        if (!SymptomNames.TryParse(line.GetProperty("severity").GetString()!, out Severity severity))
            throw new FormatException($"unknown severity {line.GetProperty("severity")}");

        return new Finding
        {
            Symptom = symptom,
            Severity = severity,
            Layer = line.GetProperty("layer").GetString()!,
            Step = line.GetProperty("step").GetInt64(),
            Message = line.GetProperty("message").GetString()!,
            IsEnd = line.GetProperty("ended").GetBoolean(),
            Layers = [.. line.GetProperty("layers").EnumerateArray().Select(layer => layer.GetString()!)],
            Evidence =
            [
                .. line.GetProperty("evidence").EnumerateArray().Select(evidence => new Evidence(
                    evidence.GetProperty("name").GetString()!,
                    Number(evidence, "value") ?? double.NaN,
                    Number(evidence, "limit"))),
            ],
        };
    }

    private static ImmutableArray<double?> Numbers(JsonElement line, string name) =>
        line.TryGetProperty(name, out var array) ? [.. array.EnumerateArray().Select(Number)] : [];

    private static double? Number(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? Number(value) : null;

    private static double? Number(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
