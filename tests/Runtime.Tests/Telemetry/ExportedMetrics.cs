using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace GradGuard.Runtime.Tests.Telemetry;

/// <summary>The OpenTelemetry SDK with an exporter that keeps each point as <c>name{attribute=value,…}</c>; a histogram counts as its number of records.</summary>
internal sealed class ExportedMetrics : IDisposable
{
    private readonly Keep _exporter = new();
    private readonly MeterProvider _provider;

    public ExportedMetrics() => _provider = Sdk.CreateMeterProviderBuilder()
        .AddGradGuardInstrumentation()
        .AddReader(new BaseExportingMetricReader(_exporter))
        .Build();

    public string? MeterVersion => _exporter.MeterVersion;

    public IReadOnlyDictionary<string, double> Collect()
    {
        _exporter.Points.Clear();
        Assert.True(_provider.ForceFlush());
        return new Dictionary<string, double>(_exporter.Points);
    }

    public void Dispose() => _provider.Dispose();

    private sealed class Keep : BaseExporter<Metric>
    {
        public Dictionary<string, double> Points { get; } = [];

        public string? MeterVersion { get; private set; }

        public override ExportResult Export(in Batch<Metric> batch)
        {
            foreach (var metric in batch)
            {
                MeterVersion = metric.MeterVersion;
                foreach (ref readonly var point in metric.GetMetricPoints())
                    Points.Add(Name(metric, point), Value(metric, point));
            }

            return ExportResult.Success;
        }

        private static string Name(Metric metric, in MetricPoint point)
        {
            var attributes = new List<string>();
            foreach (var attribute in point.Tags)
                attributes.Add($"{attribute.Key}={attribute.Value}");

            attributes.Sort(StringComparer.Ordinal);
            return $"{metric.Name}{{{string.Join(',', attributes)}}}";
        }

        private static double Value(Metric metric, in MetricPoint point) => metric.MetricType switch
        {
            MetricType.DoubleGauge => point.GetGaugeLastValueDouble(),
            MetricType.LongSum => point.GetSumLong(),
            MetricType.Histogram => point.GetHistogramCount(),
            _ => throw new InvalidOperationException($"{metric.Name} is a {metric.MetricType}."),
        };
    }
}
