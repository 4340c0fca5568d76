using GradGuard.Telemetry;

namespace OpenTelemetry.Metrics;

/// <summary>Adds GradGuard's metrics to an OpenTelemetry meter provider.</summary>
public static class MeterProviderBuilderExtensions
{
    /// <summary>Exports the instruments of meter <c>GradGuard</c>.</summary>
    /// <param name="builder">The provider under construction.</param>
    /// <returns><paramref name="builder"/>, for the next call.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    public static MeterProviderBuilder AddGradGuardInstrumentation(this MeterProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddMeter(MetricNames.Meter);
    }
}
