using System.Diagnostics.Metrics;
using GradGuard.Guarding;
using GradGuard.Layers;
using GradGuard.Snapshots;

namespace GradGuard.Telemetry;

/// <summary>
/// One guard's part in the shared instruments. Gauges are observed from the last published snapshot, on the exporter's thread;
/// counters and the histogram are recorded on the training thread, without allocation. Listeners run in there too, and what they throw is
/// said once.
/// </summary>
internal sealed class GuardMetrics : IDisposable
{
    private readonly MonitorMessages _messages;
    private readonly KeyValuePair<string, object?>? _model;
    private KeyValuePair<string, object?>[] _layerTags = [];
    private LayerCatalog? _catalog;
    private bool _isSharing;
    private double _noiseScale = double.NaN;
    private double _topEigenvalue = double.NaN;

    public GuardMetrics(string? modelName, string modelType, MonitorMessages messages)
    {
        _messages = messages;

        // Two unnamed guards would write to the same series, and the last one would win.
        Contain(0, static (own, _) => own._isSharing = Instruments.IsInUse);
        modelName ??= _isSharing ? modelType : null;
        _model = modelName is null ? null : new KeyValuePair<string, object?>(MetricNames.ModelAttribute, modelName);
        Contain(0, static (own, _) => Instruments.Attach(own));
    }

    /// <summary>Where gauges read from; null until the first step.</summary>
    public SnapshotExchange? Snapshots { get; set; }

    /// <summary>The latest gradient noise scale; NaN before the first.</summary>
    public double NoiseScale
    {
        get => Volatile.Read(ref _noiseScale);
        set => Volatile.Write(ref _noiseScale, value);
    }

    /// <summary>The latest top eigenvalue of the Hessian; NaN before the first.</summary>
    public double TopEigenvalue
    {
        get => Volatile.Read(ref _topEigenvalue);
        set => Volatile.Write(ref _topEigenvalue, value);
    }

    public void RecordStep() => Contain(1L, static (own, steps) =>
    {
        if (own._model is { } model)
            Instruments.Steps.Add(steps, model);
        else
            Instruments.Steps.Add(steps);
    });

    public void RecordSnapshot(StepSnapshot snapshot)
    {
        var isFirst = _catalog != snapshot.Catalog;
        if (isFirst)
        {
            _catalog = snapshot.Catalog;
            _layerTags = [.. _catalog.Layers.Select(layer => new KeyValuePair<string, object?>(MetricNames.LayerAttribute, layer.Path))];
        }

        if (!isFirst && snapshot.NonFiniteCount == 0)
            return;

        // A counter that first appears above 0 shows no increase in Prometheus, so every layer starts with an explicit 0.
        for (var layer = 0; layer < _layerTags.Length; layer++)
            if (isFirst || snapshot.LayerBuffer[layer].NonFiniteCount > 0)
                AddNonFinite(snapshot.LayerBuffer[layer].NonFiniteCount, _layerTags[layer]);
    }

    public void RecordFinding(Finding finding)
    {
        if (!finding.IsEnd)
            Contain(finding, static (own, finding) =>
            {
                var symptom = new KeyValuePair<string, object?>(MetricNames.SymptomAttribute, finding.Symptom.Name());
                var severity = new KeyValuePair<string, object?>(MetricNames.SeverityAttribute, finding.Severity.Name());
                var layer = new KeyValuePair<string, object?>(MetricNames.LayerAttribute, finding.Layer);
                if (own._model is { } model)
                    Instruments.Findings.Add(1, symptom, severity, layer, model);
                else
                    Instruments.Findings.Add(1, symptom, severity, layer);
            });
    }

    public void RecordDuration(double seconds) => Contain(seconds, static (own, seconds) =>
    {
        if (own._model is { } model)
            Instruments.MonitorDuration.Record(seconds, model);
        else
            Instruments.MonitorDuration.Record(seconds);
    });

    /// <summary>A value of the whole model, if it is finite: a NaN would hide the layer from every query.</summary>
    public void Observe(List<Measurement<double>> measurements, double? value)
    {
        if (value is { } finite && double.IsFinite(finite))
            measurements.Add(_model is { } model ? new Measurement<double>(finite, model) : new Measurement<double>(finite));
    }

    /// <summary>A value with one attribute, if it is finite.</summary>
    public void Observe(List<Measurement<double>> measurements, double value, KeyValuePair<string, object?> attribute)
    {
        if (double.IsFinite(value))
            measurements.Add(_model is { } model ? new Measurement<double>(value, attribute, model) : new Measurement<double>(value, attribute));
    }

    public void Dispose() => Contain(0, static (own, _) => Instruments.Detach(own));

    private void AddNonFinite(long elements, KeyValuePair<string, object?> layer) => Contain((elements, layer), static (own, value) =>
    {
        if (own._model is { } model)
            Instruments.NonFiniteElements.Add(value.elements, value.layer, model);
        else
            Instruments.NonFiniteElements.Add(value.elements, value.layer);
    });

    private void Contain<T>(T value, Action<GuardMetrics, T> emit)
    {
        try
        {
            emit(this, value);
        }
        catch (Exception exception)
        {
            _messages.Once($"a listener to the metrics failed ({exception.GetType().Name}: {exception.Message}); training and measuring go on. Mend the exporter or MeterListener that listens to {MetricNames.Meter}.");
        }
    }
}
