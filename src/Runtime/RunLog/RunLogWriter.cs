using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using GradGuard.Deep;
using GradGuard.Layers;
using GradGuard.Reports.History;
using GradGuard.Snapshots;

namespace GradGuard.RunLog;

/// <summary>
/// Writes a run line by line. Each line goes to the operating system in one unbuffered write, so a killed process loses at most the
/// line it was writing; a step line costs no allocation.
/// </summary>
internal sealed class RunLogWriter : IDisposable
{
    private readonly FileStream _file;
    private readonly ArrayBufferWriter<byte> _line = new(4096);
    private readonly Utf8JsonWriter _json;
    private LayerCatalog? _catalog;
    private long _sampledSteps;
    private long _lastUpdates;

    public RunLogWriter(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { Length: > 0 } folder)
            Directory.CreateDirectory(folder);

        _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        _json = new Utf8JsonWriter(_line, new JsonWriterOptions { SkipValidation = true });
    }

    /// <summary>The opening line, and again whenever the model's layers changed.</summary>
    public void WriteRun(string model, int sampleEvery, LayerCatalog catalog, ImmutableArray<ModuleRecord> modules = default)
    {
        _catalog = catalog;
        Begin(RunLogFormat.Run);
        _json.WriteString("time", DateTimeOffset.UtcNow);
        _json.WriteString("model", model);
        _json.WriteNumber("sampleEvery", sampleEvery);
        _json.WriteNumber("layersDropped", catalog.DroppedLayers);
        _json.WriteStartArray("layers");
        foreach (var layer in catalog.Layers)
        {
            _json.WriteStartObject();
            _json.WriteString("path", layer.Path);
            _json.WriteString("type", layer.ModuleType);
            _json.WriteNumber("elements", layer.ElementCount);
            _json.WriteBoolean("weight", layer.HasWeight);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
        if (!modules.IsDefaultOrEmpty)
            WriteModules(modules);

        End();
    }

    /// <summary>One sampled step; the arrays are parallel to the layers of the latest run line.</summary>
    /// <param name="snapshot">What was measured.</param>
    /// <param name="hasFindings">Whether the step found something.</param>
    /// <param name="elapsed">Seconds since the guard began to watch.</param>
    /// <param name="monitorSeconds">Seconds that the monitor itself had taken by then.</param>
    /// <param name="deep">What was measured on demand since the step before.</param>
    public void WriteStep(StepSnapshot snapshot, bool hasFindings = false, double elapsed = 0, double monitorSeconds = 0, DeepMeasurement? deep = null)
    {
        _sampledSteps++;
        Begin(RunLogFormat.Step);
        _json.WriteNumber("step", snapshot.Step);
        if (snapshot.Loss is { } loss)
            WriteNumber("loss", loss);

        WriteNumber("norm", snapshot.GlobalNormPreClip);
        if (snapshot.ClipRequested)
            WriteNumber("normPostClip", snapshot.GlobalNormPostClip);

        if (snapshot.ClipThreshold is { } threshold)
            WriteNumber("threshold", threshold);

        if (snapshot.FlowRatio is { } ratio)
            WriteNumber("flow", ratio);

        if (snapshot.MissingCount > 0)
            _json.WriteNumber("missing", snapshot.MissingCount);

        WriteNumber("elapsed", elapsed);
        WriteNumber("monitor", monitorSeconds);
        var isNotable = hasFindings || snapshot.NonFiniteCount > 0;
        if (isNotable || LayerDetail.IsDue(_sampledSteps))
            WriteNorms(snapshot);

        if (snapshot.HasFreshUpdates && (isNotable || _sampledSteps - _lastUpdates >= LayerDetail.StrideAt(_sampledSteps)))
            WriteUpdates(snapshot);

        if (snapshot.NonFiniteCount > 0)
            WriteNonFinite(snapshot);

        if (snapshot.HasFreshActivations)
            ActivationLines.Write(_json, snapshot.Activations);

        if (deep is not null)
            DeepLines.Write(_json, deep);

        End();
    }

    public void WriteFinding(Finding finding)
    {
        Begin(RunLogFormat.Finding);
        _json.WriteNumber("step", finding.Step);
        _json.WriteString("symptom", finding.Symptom.Name());
        _json.WriteString("severity", finding.Severity.Name());
        _json.WriteString("layer", finding.Layer);
        _json.WriteBoolean("ended", finding.IsEnd);
        _json.WriteString("message", finding.Message);
        _json.WriteStartArray("layers");
        foreach (var layer in finding.Layers)
            _json.WriteStringValue(layer);

        _json.WriteEndArray();
        _json.WriteStartArray("evidence");
        foreach (var evidence in finding.Evidence)
        {
            _json.WriteStartObject();
            _json.WriteString("name", evidence.Name);
            WriteNumber("value", evidence.Value);
            if (evidence.Limit is { } limit)
                WriteNumber("limit", limit);

            _json.WriteEndObject();
        }

        _json.WriteEndArray();
        _json.WriteStartArray("remedies");
        foreach (var remedy in finding.Remedies)
            _json.WriteStringValue(remedy.Action);

        _json.WriteEndArray();
        _json.WriteString("link", finding.Link);
        End();
    }

    public void WriteEnd(long steps, int findings, DeepMeasurement? deep = null)
    {
        Begin(RunLogFormat.End);
        _json.WriteString("time", DateTimeOffset.UtcNow);
        _json.WriteNumber("steps", steps);
        _json.WriteNumber("findings", findings);
        if (deep is not null)
            DeepLines.Write(_json, deep);

        End();
    }

    public bool Describes(LayerCatalog catalog) => _catalog == catalog;

    public void Dispose()
    {
        _json.Dispose();
        _file.Dispose();
    }

    private void WriteModules(ImmutableArray<ModuleRecord> modules)
    {
        _json.WriteStartArray("modules");
        foreach (var module in modules)
        {
            _json.WriteStartObject();
            _json.WriteString("path", module.Path);
            _json.WriteString("type", module.Type);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    private void WriteNorms(StepSnapshot snapshot)
    {
        _json.WriteStartArray("norms");
        foreach (ref readonly var layer in snapshot.Layers)
            LineFields.WriteNumber(_json, layer.Norm);

        _json.WriteEndArray();

        // A prediction speaks of the initial weights: only the first steps are held against it.
        if (_sampledSteps <= InitialNorms.Steps)
            WriteArray("weightNorms", snapshot.WeightGradientNorms);
    }

    private void WriteUpdates(StepSnapshot snapshot)
    {
        _lastUpdates = _sampledSteps;
        WriteArray("updates", snapshot.UpdateRatios);
    }

    private void WriteArray(string name, ReadOnlySpan<double> values)
    {
        _json.WriteStartArray(name);
        foreach (var value in values)
            LineFields.WriteNumber(_json, value);

        _json.WriteEndArray();
    }

    private void WriteNonFinite(StepSnapshot snapshot)
    {
        _json.WriteStartArray("nonfinite");
        foreach (ref readonly var layer in snapshot.Layers)
            _json.WriteNumberValue(layer.NonFiniteCount);

        _json.WriteEndArray();
    }

    private void WriteNumber(string name, double value) => LineFields.WriteNumber(_json, name, value);

    private void Begin(string type)
    {
        _line.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString("type", type);
        _json.WriteNumber("v", RunLogFormat.Version);
    }

    private void End()
    {
        _json.WriteEndObject();
        _json.Flush();
        _line.GetSpan(1)[0] = (byte)'\n';
        _line.Advance(1);
        _file.Write(_line.WrittenSpan);
    }
}
