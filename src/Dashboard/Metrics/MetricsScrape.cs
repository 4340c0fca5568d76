using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace GradGuard.Dashboard.Metrics;

/// <summary>Collects the process's metrics from the OpenTelemetry pipeline, when asked to and in the format asked for.</summary>
internal sealed class MetricsScrape : IDisposable
{
    private readonly object _gate = new();
    private readonly Exporter _exporter = new();
    private readonly BaseExportingMetricReader _reader;
    private readonly MeterProvider _provider;

    /// <param name="configure">Adds meters, views or resource attributes; null for GradGuard's metrics alone.</param>
    public MetricsScrape(Action<MeterProviderBuilder>? configure = null)
    {
        _reader = new BaseExportingMetricReader(_exporter) { TemporalityPreference = MetricReaderTemporalityPreference.Cumulative };
        var builder = Sdk.CreateMeterProviderBuilder().AddGradGuardInstrumentation();
        configure?.Invoke(builder);
        _provider = builder.AddReader(_reader).Build();
    }

    public string Collect(ExpositionFormat format)
    {
        lock (_gate)
        {
            _exporter.Writer = new ExpositionWriter(format);
            _reader.Collect();
            return _exporter.Writer.Finish();
        }
    }

    public void Dispose() => _provider.Dispose();

    private sealed class Exporter : BaseExporter<Metric>
    {
        public ExpositionWriter Writer { get; set; } = new(ExpositionFormat.Text);

        public override ExportResult Export(in Batch<Metric> batch)
        {
            Writer.WriteTarget(ParentProvider.GetResource().Attributes);
            foreach (var metric in batch)
                Writer.Write(metric);

            return ExportResult.Success;
        }
    }
}
