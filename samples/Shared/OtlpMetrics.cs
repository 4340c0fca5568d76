using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace GradGuard.Samples;

/// <summary>Sends the metrics to a collector when the environment names one.</summary>
public static class OtlpMetrics
{
    // The SDK's default of a minute would export a short training run once, at its end.
    private const int ExportIntervalMilliseconds = 1000;

    /// <summary>A running export, or null where OTEL_EXPORTER_OTLP_ENDPOINT is not set. Dispose it after the last step and before the guard.</summary>
    public static MeterProvider? StartIfAsked(string serviceName)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT")))
            return null;

        return Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => resource.AddService(serviceName))
            .AddGradGuardInstrumentation()
            .AddOtlpExporter((_, reader) => reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = ExportIntervalMilliseconds)
            .Build();
    }
}
