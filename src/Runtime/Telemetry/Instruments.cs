using System.Diagnostics.Metrics;
using GradGuard.Activations;
using GradGuard.Layers;
using GradGuard.Snapshots;

namespace GradGuard.Telemetry;

/// <summary>The static meter and its instruments, created once and shared by all guards of the process.</summary>
internal static class Instruments
{
    private static readonly Meter Meter = new(MetricNames.Meter, typeof(Instruments).Assembly.GetName().Version?.ToString(3));
    private static readonly object Gate = new();

    // Weakly, so that a guard that is never disposed goes with its model, and its series with it.
    private static WeakReference<GuardMetrics>[] _guards = [];

    static Instruments()
    {
        LayerGauge(MetricNames.GradientNorm, null, "Gradient norm of a layer before clipping.",
            (snapshot, layer) => snapshot.LayerBuffer[layer].Norm);
        LayerGauge(MetricNames.GradientNormMax, null, "Largest gradient norm of a layer over the last 100 sampled steps.",
            (snapshot, layer) => snapshot.RecentMaxBuffer[layer]);
        LayerGauge(MetricNames.GradientZeroRatio, "1", "Share of a layer's gradient elements that are 0.",
            (snapshot, layer) => Share(snapshot.LayerBuffer[layer].ZeroCount, snapshot.LayerBuffer[layer].ElementCount));
        LayerGauge(MetricNames.GradientUnderflowRatio, "1", "Share of a layer's gradient elements that float16 would round to 0.",
            (snapshot, layer) => Share(snapshot.LayerBuffer[layer].UnderflowCount, snapshot.LayerBuffer[layer].ElementCount));
        LayerGauge(MetricNames.WeightNorm, null, "Norm of a layer's parameters.",
            (snapshot, layer) => snapshot.WeightNormBuffer[layer]);
        LayerGauge(MetricNames.UpdateRatio, "1", "Norm of a layer's last measured update over that of its parameters.",
            (snapshot, layer) => snapshot.UpdateRatioBuffer[layer]);
        ActivationGauge(MetricNames.ActivationDeadRatio, "Share of a module's units that no input of the last measured steps activated.",
            activation => activation.DeadShare);
        ActivationGauge(MetricNames.ActivationSaturatedRatio, "Share of a module's outputs where its slope is nearly 0.",
            activation => activation.SaturatedShare);
        GuardGauge(MetricNames.GradientNoiseScale, "Gradient noise scale, in samples, at its latest measurement.", guard => guard.NoiseScale);
        GuardGauge(MetricNames.HessianTopEigenvalue, "Largest eigenvalue of the loss's Hessian at its latest measurement.", guard => guard.TopEigenvalue);
        ModelGauge(MetricNames.GradientFlowRatio, "1", "Gradient norm of the first weight layer over the last one's.",
            snapshot => snapshot.FlowRatio);
        ModelGauge(MetricNames.Loss, null, "Loss of the latest sampled step.", snapshot => snapshot.Loss);
        ModelGauge(MetricNames.ClipRatio, "1", "Share of the last 100 clipped steps that clipping shrank.", snapshot => snapshot.ClipRatio);
        ModelGauge(MetricNames.LayersDropped, "{layer}", "Layers without a series of their own because of the layer budget.",
            snapshot => snapshot.Catalog.DroppedLayers);

        var preClip = new KeyValuePair<string, object?>(MetricNames.StageAttribute, "pre_clip");
        var postClip = new KeyValuePair<string, object?>(MetricNames.StageAttribute, "post_clip");
        Gauge(MetricNames.GradientGlobalNorm, null, "Norm of all gradients, before and after clipping.", (guard, snapshot, measurements) =>
        {
            guard.Observe(measurements, snapshot.GlobalNormPreClip, preClip);
            guard.Observe(measurements, snapshot.GlobalNormPostClip, postClip);
        });
    }

    public static Counter<long> NonFiniteElements { get; } = Meter.CreateCounter<long>(
        MetricNames.GradientNonFiniteElements, "{element}", "Gradient elements that were NaN or infinite.");

    public static Counter<long> Findings { get; } = Meter.CreateCounter<long>(
        MetricNames.Findings, "{finding}", "Findings by symptom, severity and layer.");

    public static Counter<long> Steps { get; } = Meter.CreateCounter<long>(
        MetricNames.Steps, "{step}", "Training steps.");

    public static Histogram<double> MonitorDuration { get; } = Meter.CreateHistogram(
        MetricNames.MonitorDuration, "s", "Time the monitor itself took in a step.",
        tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [1e-5, 2.5e-5, 5e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 0.01, 0.025, 0.05, 0.1, 0.25, 1] });

    /// <summary>Whether a guard is attached.</summary>
    public static bool IsInUse => Guards.Any();

    private static IEnumerable<GuardMetrics> Guards
    {
        get
        {
            foreach (var reference in Volatile.Read(ref _guards))
                if (reference.TryGetTarget(out var guard))
                    yield return guard;
        }
    }

    public static void Attach(GuardMetrics guard)
    {
        lock (Gate)
            Volatile.Write(ref _guards, [.. Guards.Append(guard).Select(attached => new WeakReference<GuardMetrics>(attached))]);
    }

    public static void Detach(GuardMetrics guard)
    {
        lock (Gate)
            Volatile.Write(ref _guards, [.. Guards.Where(other => other != guard).Select(attached => new WeakReference<GuardMetrics>(attached))]);
    }

    private static void LayerGauge(string name, string? unit, string description, Func<StepSnapshot, int, double> valueOf) =>
        Gauge(name, unit, description, (guard, snapshot, measurements) =>
        {
            var layers = snapshot.Catalog.Layers;
            for (var layer = 0; layer < layers.Length; layer++)
                if (snapshot.LayerBuffer[layer].ElementCount > 0)
                    guard.Observe(measurements, valueOf(snapshot, layer), LayerAttribute(layers[layer]));
        });

    private static void ActivationGauge(string name, string description, Func<ActivationStatistics, double?> valueOf) =>
        Gauge(name, "1", description, (guard, snapshot, measurements) =>
        {
            foreach (var activation in snapshot.Activations)
                if (valueOf(activation) is { } value)
                    guard.Observe(measurements, value, new KeyValuePair<string, object?>(MetricNames.LayerAttribute, activation.Path));
        });

    // Measured on demand, so there may be a value before the first step.
    private static void GuardGauge(string name, string description, Func<GuardMetrics, double> valueOf) =>
        Meter.CreateObservableGauge(name, () =>
        {
            var measurements = new List<Measurement<double>>();
            foreach (var guard in Guards)
                guard.Observe(measurements, valueOf(guard));

            return measurements;
        }, unit: null, description);

    private static void ModelGauge(string name, string? unit, string description, Func<StepSnapshot, double?> valueOf) =>
        Gauge(name, unit, description, (guard, snapshot, measurements) => guard.Observe(measurements, valueOf(snapshot)));

    private static void Gauge(string name, string? unit, string description, Action<GuardMetrics, StepSnapshot, List<Measurement<double>>> observe) =>
        Meter.CreateObservableGauge(name, () => Observe(observe), unit, description);

    private static List<Measurement<double>> Observe(Action<GuardMetrics, StepSnapshot, List<Measurement<double>>> observe)
    {
        var measurements = new List<Measurement<double>>();
        foreach (var guard in Guards)
        {
            if (guard.Snapshots is not { } snapshots)
                continue;

            using var lease = snapshots.Read();
            if (lease.Snapshot is { } snapshot)
                observe(guard, snapshot, measurements);
        }

        return measurements;
    }

    private static KeyValuePair<string, object?> LayerAttribute(Layer layer) => new(MetricNames.LayerAttribute, layer.Path);

    private static double Share(long part, long whole) => whole == 0 ? 0 : (double)part / whole;
}
